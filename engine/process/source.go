package process

// The types of this file are the written form of a procedure: what may stand in the YAML file, before names are
// resolved. Three walkers read them by reflection, so that they cannot disagree: the decoder (decode.go), the
// translation between English and Chinese (format.go) and the JSON Schema (schema.go).
//
// At is where the part stands. A field's tag names its English key; words.go adds the Chinese one. "|scalar", "|list" and "|map" instead of a key
// name the part that is used when the value is written in that shape. "words" names a group of closed values.

type fileSrc struct {
	Language   count              `key:"language,required"`
	Process    text               `key:"process,required"`
	Name       text               `key:"name,required"`
	Basis      []text             `key:"basis"`
	Owner      text               `key:"owner,required"`
	Incidents  []whoSrc           `key:"incidents_to"`
	Supervise  []whoSrc           `key:"supervisors"`
	Params     named[paramSrc]    `key:"params"`
	Number     *numberSrc         `key:"number"`
	Secrecy    closed             `key:"secrecy" words:"secrecy"`
	SamePerson closed             `key:"same_person" words:"same"`
	Effective  *effectiveSrc      `key:"effective"`
	Deadline   limit              `key:"deadline"`
	Parties    []text             `key:"parties"`
	Unique     []text             `key:"unique"`
	Suspect    *suspectSrc        `key:"suspect"`
	Ledgers    named[ledgerSrc]   `key:"ledgers"`
	Roles      named[roleSrc]     `key:"roles,required"`
	Fields     named[fieldSrc]    `key:"fields"`
	Decisions  named[decisionSrc] `key:"decisions"`
	Start      named[startSrc]    `key:"start,required"`
	States     named[stateSrc]    `key:"states,required"`
	Everywhere named[eventSrc]    `key:"everywhere"`
	Documents  named[documentSrc] `key:"documents"`
	Materials  []materialSrc      `key:"materials"`
	Guide      text               `key:"guide"`
	Registers  *registersSrc      `key:"registers"`
	Flags      named[flagkindSrc] `key:"flags"`
	Retention  text               `key:"retention"`
}

type effectiveSrc struct {
	At   marker
	From text `key:"from,required"`
}

type paramSrc struct {
	At        marker
	Name      text     `key:"name"`
	Value     anyValue `key:"value,required"`
	Source    text     `key:"source"`
	Confirmed yes      `key:"confirmed"`
}

type numberSrc struct {
	At     marker
	Format template `key:"format,required" words:"placeholder"`
	On     text     `key:"on,required"`
}

type ledgerSrc struct {
	Name  text   `key:"name"`
	Per   closed `key:"per" words:"per"`
	Unit  closed `key:"unit,required" words:"ledger"`
	Split []text `key:"split"`
}

type roleSrc struct {
	Name  text   `key:"name,required"`
	Scope closed `key:"scope,required" words:"scope"`
}

type fieldSrc struct {
	At        marker
	Name      text            `key:"name,required"`
	Type      closed          `key:"type,required" words:"fieldtype"`
	Required  yesOrExpr       `key:"required"`
	Options   []optionSrc     `key:"options"`
	Columns   named[fieldSrc] `key:"columns"`
	Min       plainValue      `key:"min"`
	Max       plainValue      `key:"max"`
	Length    *lengthSrc      `key:"length"`
	Pattern   text            `key:"pattern"`
	Default   plainValue      `key:"default"`
	Computed  expr            `key:"computed"`
	Help      text            `key:"help"`
	Sensitive yes             `key:"sensitive"`
	Sealed    yes             `key:"sealed"`
	See       []whoSrc        `key:"see"`
	SeeIn     []text          `key:"see_in"`
	Clear     yes             `key:"unconflicted"`
	HoldersOf text            `key:"holders_of"`
	Filled    closed          `key:"filled" words:"filled"`
}

type optionSrc struct {
	At    marker
	Label text        `key:"|scalar"`
	Pairs named[text] `key:"|map"`
}

type lengthSrc struct {
	At   marker
	Most count `key:"|scalar"`
	Min  count `key:"min"`
	Max  count `key:"max"`
}

type decisionSrc struct {
	Name  text      `key:"name,required"`
	Hit   closed    `key:"hit,required" words:"hit"`
	Rules []ruleSrc `key:"rules,required"`
}

type ruleSrc struct {
	At      marker
	When    expr              `key:"when"`
	Give    named[exprOrText] `key:"give,required"`
	Because text              `key:"because"`
}

type startSrc struct {
	At      marker
	By      []whoSrc    `key:"by,required"`
	Event   text        `key:"event"`
	Linked  yes         `key:"linked"`
	OnPaper *onpaperSrc `key:"on_paper"`
}

type onpaperSrc struct {
	At    marker
	By    []whoSrc `key:"by,required"`
	Check []whoSrc `key:"check"`
	Scan  text     `key:"scan,required"`
}

type whoSrc struct {
	At       marker
	Short    whoPhrase `key:"|scalar"`
	Who      closed    `key:"who" words:"who"`
	Role     text      `key:"role"`
	Field    text      `key:"field"`
	Holder   text      `key:"holder"`
	UnitOf   text      `key:"unit_of"`
	When     expr      `key:"when"`
	Escalate closed    `key:"escalate" words:"escalate"`
}

type stateSrc struct {
	At       marker
	Name     text                `key:"name,required"`
	Final    text                `key:"final"`
	Task     *taskSrc            `key:"task"`
	Tasks    named[taskSrc]      `key:"tasks"`
	Join     []branchSrc         `key:"join"`
	Auto     []branchSrc         `key:"auto"`
	Edit     *editSrc            `key:"edit"`
	Clock    closed              `key:"clock" words:"clock"`
	On       named[eventSrc]     `key:"on"`
	After    *afterSrc           `key:"after"`
	Publish  *publishSrc         `key:"publish"`
	Show     closed              `key:"show" words:"show"`
	History  closed              `key:"history" words:"history"`
	Help     text                `key:"help"`
	Declared *declaredSrc        `key:"declared"`
	Duties   named[dutyclockSrc] `key:"duties"`
}

type editSrc struct {
	At     marker
	Word   closed `key:"|scalar" words:"edit"`
	Fields []text `key:"|list"`
}

type taskSrc struct {
	At      marker
	Name    text         `key:"name"`
	For     []whoSrc     `key:"for,required"`
	Not     []whoSrc     `key:"not"`
	Mode    closed       `key:"mode" words:"mode"`
	Vote    *voteSrc     `key:"vote"`
	Duty    closed       `key:"duty" words:"duty"`
	Due     *dueSrc      `key:"due"`
	Remind  []remind     `key:"remind"`
	Overdue []overdueSrc `key:"overdue"`
	Extend  *extendSrc   `key:"extend"`
	Refuse  text         `key:"refuse"`
	Batch   yes          `key:"batch"`
	AtLeast count        `key:"at_least"`
	Claim   yes          `key:"claim"`

	Transfer *passSrc `key:"transfer"`
	Delegate *passSrc `key:"delegate"`
	Sign     *passSrc `key:"sign"`

	StandIn yes         `key:"stand_in"`
	OnPaper *onpaperSrc `key:"on_paper"`

	Incidents []whoSrc `key:"incidents_to"`
}

type passSrc struct {
	At   marker
	Word closed   `key:"|scalar" words:"bool"`
	List []whoSrc `key:"|list"`
}

type dueSrc struct {
	At       marker
	Short    limit `key:"|scalar"`
	Duration limit `key:"duration"`
	From     text  `key:"from"`
}

type overdueSrc struct {
	At       marker
	Short    closed   `key:"|scalar" words:"overdue"`
	Remind   yes      `key:"remind"`
	Incident text     `key:"incident"`
	Ask      []text   `key:"ask" words:"builtin"`
	By       []whoSrc `key:"by"`
	Escalate []whoSrc `key:"escalate"`
	Copy     []whoSrc `key:"copy"`
	After    limit    `key:"after"`
}

type extendSrc struct {
	At     marker
	By     []whoSrc `key:"by,required"`
	Amount limit    `key:"amount,required"`
	Times  count    `key:"times"`
}

type voteSrc struct {
	At        marker
	Held      closed    `key:"held,required" words:"held"`
	Quorum    threshold `key:"quorum,required"`
	Pass      threshold `key:"pass,required"`
	Yes       text      `key:"yes,required"`
	No        text      `key:"no,required"`
	Tie       text      `key:"tie"`
	NoQuorum  text      `key:"no_quorum"`
	SecondTie text      `key:"second_tie"`
	Recorder  []whoSrc  `key:"recorder"`
	Confirm   []whoSrc  `key:"confirm"`
	Secret    yes       `key:"secret"`
	Early     yes       `key:"early"`
	Close     closed    `key:"close" words:"close"`
	On        closed    `key:"on" words:"voteon"`
	Roster    text      `key:"roster"`
	Chair     []whoSrc  `key:"chair"`
}

type branchSrc struct {
	At      marker
	When    expr        `key:"when"`
	To      text        `key:"to,required"`
	Do      []effectSrc `key:"do"`
	Because text        `key:"because"`
}

type toSrc struct {
	At   marker
	One  text        `key:"|scalar" words:"to"`
	List []branchSrc `key:"|list"`
}

type eventSrc struct {
	At      marker
	Name    text        `key:"name,required"`
	By      []whoSrc    `key:"by"`
	From    *fromSrc    `key:"from"`
	Groups  []text      `key:"groups"`
	To      *toSrc      `key:"to"`
	Pick    []text      `key:"pick"`
	Back    closed      `key:"back" words:"back"`
	Needs   []text      `key:"needs" words:"need"`
	When    expr        `key:"when"`
	Because text        `key:"because"`
	Do      []effectSrc `key:"do"`
	Asked   yes         `key:"asked"`
	Undo    yes         `key:"take_back"`
	OnPaper *onpaperSrc `key:"on_paper"`
	Propose *proposeSrc `key:"propose"`
	Adopt   yes         `key:"adopt"`
	Help    text        `key:"help"`
}

type proposeSrc struct {
	At   marker
	Word closed `key:"|scalar" words:"bool"`
	List []text `key:"|list"`
}

type declaredSrc struct {
	At   marker
	Word closed `key:"|scalar" words:"bool"`
	List []text `key:"|list"`
}

type fromSrc struct {
	At   marker
	Word fromPhrase `key:"|scalar" words:"from"`
	List fromList   `key:"|list"`
}

type afterSrc struct {
	At       marker
	Duration limit  `key:"duration"`
	From     text   `key:"from"`
	On       text   `key:"on"`
	To       *toSrc `key:"to,required"`
}

type publishSrc struct {
	At       marker
	Title    template `key:"title"`
	Show     []path   `key:"show,required"`
	Audience closed   `key:"audience,required" words:"audience"`
}

type dutyclockSrc struct {
	Name   text     `key:"name,required"`
	Due    limit    `key:"due,required"`
	Until  []text   `key:"until,required"`
	When   expr     `key:"when"`
	From   text     `key:"from"`
	By     []whoSrc `key:"by"`
	Remind []remind `key:"remind"`
}

type registersSrc struct {
	At    marker
	One   text               `key:"|scalar"`
	List  []text             `key:"|list"`
	Named named[registerSrc] `key:"|map"`
}

type registerSrc struct {
	At      marker
	Columns []path `key:"columns"`
	See     []text `key:"see"`
}

type flagkindSrc struct {
	Name   text     `key:"name"`
	Blocks []closed `key:"blocks" words:"purpose"`
}

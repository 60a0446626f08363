package process

import (
	"dandang/engine/guard"
	"dandang/engine/workday"
)

// State is one stage of a procedure.
type State struct {
	ID      string
	Name    string
	IsFinal bool
	Outcome string // of a final state
	Tasks   []Task // none, one, or parallel groups (each with Group set)
	Join    []Branch
	Auto    []Branch // taken at entry, first that holds
	Edit    Edit
	Paused  bool // clock: paused: the case deadline stands still here
	On      []Event
	After   *After
	Publish *Publish
	Show    string // "people" lets prediction name people
	// Progress: who handles the case in such stages alone reads of its record the stages and what he did himself.
	Progress bool
	Help     string
	Declared bool // entry by jump or migration is allowed
	// DeclaredFrom are the only states out of which a jump may lead here; none: any.
	DeclaredFrom []string
	Duties       []DutyClock
	Pos          Pos
}

// Edit says which fields may be written in a state.
type Edit struct {
	All      bool
	Returned bool // only what the return listed
	Fields   []string
}

// Mode is how several people share one task.
type Mode string

// The task modes.
const (
	Any      Mode = "any"      // 任一人办理
	All      Mode = "all"      // 会签: everyone; the first refusal decides
	Sequence Mode = "sequence" // 依次办理
	Ballot   Mode = "vote"     // 票决
)

// Separation is the class of duty of a task. One person never acts in two classes of one case
// (不相容岗位分离: 经办, 审核, 审批).
type Separation string

// The classes of duty.
const (
	Handle  Separation = "handle"
	Review  Separation = "review"
	Approve Separation = "approve"
)

// Task is a person's or group's turn in a state.
type Task struct {
	Group   string // of a parallel group, "" otherwise
	Name    string
	For     []Who // guarded alternatives: the first whose When holds
	Not     []Who // excluded
	Mode    Mode
	Vote    *Vote
	Duty    Separation
	Due     *Limit
	DueFrom string // date field that the limit runs from; "" = entry
	Remind  []workday.Duration
	Overdue []OverdueStep
	Extend  *Extend
	Refuse  string // event that counts as refusal in all/sequence mode
	Batch   bool
	// Delegable: a delegate may act here for a holder who is away (委托代办). Unless the file says so, never in a vote and
	// never in a restricted procedure.
	Delegable bool

	AtLeast int // people who must be able to act when the task opens; 0 = one
	OnPaper *OnPaper
	Pos     Pos

	Claim    Claim
	Transfer Pass
	Delegate Pass
	Sign     Pass

	// IncidentsTo are whom incidents of this turn wait for; empty: whom the procedure names.
	IncidentsTo []Who
}

// OnPaper says who may enter what somebody else signed on paper (代录). It takes effect once a second clerk has held it
// against the scan.
type OnPaper struct {
	By    []Who  // who may enter it
	Check []Who  // who may confirm it, never who entered it; empty: as By
	Scan  string // files field that the scan goes into; nothing else writes it
	Pos   Pos
}

// Checkers are who may confirm what was entered.
func (o *OnPaper) Checkers() []Who {
	if len(o.Check) > 0 {
		return o.Check
	}
	return o.By
}

// Claim says whether a turn that several may do must be claimed before anybody acts on it.
type Claim string

// The ways to claim: unset, a candidate may claim the turn or act at once.
const (
	ClaimFirst Claim = "first"
	ClaimNever Claim = "never"
)

// Pass says to whom the holder of a turn may hand it, or whom he may ask: never, those of a list, or with neither whoever
// the engine takes by default.
type Pass struct {
	Never bool
	To    []Who
}

// OverdueStep is what happens when a due has passed, in order. It never decides against a person.
type OverdueStep struct {
	Kind  string           // remind | incident | escalate | copy
	Text  string           // reason of an incident
	Ask   []string         // events opened by an incident
	By    []Who            // who is asked; empty: the process owner
	After workday.Duration // after the due; zero = at once
	Pos   Pos
}

// Extend allows the due to be prolonged, approved before it expires.
type Extend struct {
	By     []Who
	Amount Limit
	Times  int
	Pos    Pos
}

// Vote is the rule of a vote. Fractions are exact; 以上 is >=, 过半数 is >.
type Vote struct {
	Held      string // online | meeting
	Quorum    Threshold
	Pass      Threshold
	Yes, No   string // events taken on pass and on fail
	Tie       string // event on a tie; "" = as No
	NoQuorum  string // event when there is no quorum; "" = as Tie
	SecondTie string
	Recorder  []Who // enters counts and minutes of a meeting; ends an online vote that its chair closes
	Confirm   []Who // the second person who confirms them
	Secret    bool
	Early     bool
	Close     string // chair | due
	On        string // "" | proposal
	Roster    string // person(s) field that lists the panel; it takes the place of the task's For
	Chair     []Who  // who presides and speaks last
	Pos       Pos
}

// Threshold is a fraction of a base: more than 1/2 of seats, 2/3 of present.
type Threshold struct {
	Num, Den int64
	More     bool   // strictly more than, else at least
	Of       string // seats | present | cast
}

// Branch is one guarded destination. A nil When always holds.
type Branch struct {
	When    *guard.Expr
	To      string
	Do      []Effect
	Because string
	Pos     Pos
}

// TargetKind tells how an event's destination is found.
type TargetKind string

// The kinds of destination.
const (
	ToState TargetKind = "state" // one of Branches, first that holds
	ToStay  TargetKind = "stay"  // the round goes on
	ToBack  TargetKind = "back"  // the state that opened this round
	ToPick  TargetKind = "pick"  // one of Pick that was visited, chosen by the actor
	// ToResult gives a parallel group its result and leaves the rest to the state's join. It is what an event
	// without destination means in a state with parallel groups.
	ToResult TargetKind = "result"
)

// Event is something that someone does in a state.
type Event struct {
	ID       string
	Name     string
	By       []Who    // empty: who holds the task
	From     []string // of an event in everywhere: the states it applies in, resolved
	Groups   []string // parallel groups it belongs to; empty: all
	Kind     TargetKind
	Branches []Branch
	Pick     []string
	Restart  bool // back: restart gives the state its whole time again
	Needs    []Need
	When     *guard.Expr
	Because  string // why the event is closed when When does not hold
	Do       []Effect
	Asked    bool // open only while an incident asks for it
	Fixed    bool // nobody may take it back (收回: 否)
	OnPaper  *OnPaper
	Propose  bool     // its opinion is a proposal of how to handle the case (拟办意见)
	Suggest  []string // with Propose: fields that it may suggest values for, written when it is adopted
	Adopt    bool     // adopts the proposal that stands
	Help     string
	Pos      Pos
}

// Need is something the actor must give with an event: "opinion", "items", "files", "into" or a field id.
type Need struct {
	Kind  string // opinion | items | files | field
	Field string
}

// After moves a case on when a time has passed. It never fires on a provisional date.
type After struct {
	Duration Limit
	From     string // date field or ""
	On       string // date field with the last day, instead of Duration and From; or ""
	Branches []Branch
	Pos      Pos
}

// Publish makes a notice page while the case is in the state, taken down at its end.
type Publish struct {
	Show     []string // paths: cadre.name, unit, amount
	Audience string   // unit | city
	Title    string
	Pos      Pos
}

// DutyClock is a limit that spans states: 告知 within 15 days of registration, whatever state the case is in.
type DutyClock struct {
	ID, Name string
	Due      Limit
	Until    []string           // events that fulfil it, any of them
	When     *guard.Expr        // runs only when this holds at entry; nil: always
	From     string             // date field that it runs from; "": entry
	By       []Who              // who is reminded; empty: who holds the open task
	Remind   []workday.Duration // before the due
	Pos      Pos
}

// RegisterKind is a register that cases are entered in (台账).
type RegisterKind struct {
	Name    string
	Columns []string // paths of what is shown besides number, date, unit and outcome
	See     []string // role ids that may read it; empty: only who has part in the case of the row
	Pos     Pos
}

// FlagKind is a flag that the procedure sets or reads.
type FlagKind struct {
	ID, Name string
	Blocks   []string // purposes that it stands in the way of: promotion | award | title | entry
	Pos      Pos
}

// EffectKind tells what an effect does.
type EffectKind string

// The effects of the language.
const (
	Set       EffectKind = "set"
	Notify    EffectKind = "notify"
	Copy      EffectKind = "copy"
	Issue     EffectKind = "document"
	StartCase EffectKind = "start"
	Await     EffectKind = "await"
	Reserve   EffectKind = "reserve"
	Spend     EffectKind = "spend"
	Release   EffectKind = "release"
	Refund    EffectKind = "refund"
	Register  EffectKind = "register"
	Flag      EffectKind = "flag"
)

// Effect is a consequence of an event. Ledger effects are keyed by case and Name, so that they happen once.
type Effect struct {
	Kind     EffectKind
	Name     string      // key of a ledger entry within the case; defaults to the ledger
	Field    string      // of set
	Value    *guard.Expr // of set; nil clears the field
	To       []Who       // of notify and copy
	Text     string      // template of notify
	Document string
	Ledger   string
	Amount   *guard.Expr
	Process  string                 // of start and await
	With     map[string]*guard.Expr // mapping of start
	Take     map[string]string      // mapping of await: field of this case → field of the linked one, or LinkOutcome
	Hidden   bool                   // the link is hidden from those who may not see the parent
	Register string
	Flag     string
	Until    *guard.Expr // of flag; nil withdraws it
	On       string      // of flag: field with the people; "": all parties
	Pos      Pos
}

// Document is a template that an effect issues as a record. One without Signer is final at once; others live: draft,
// checked, signed, stamped, served.
type Document struct {
	ID     string
	Name   string
	Number string // format of its own 文号, or ""
	Title  string
	Body   string // with closed placeholders {field}, {case.number} …
	Signer []Who

	Drafter  []Who    // who writes and submits it; empty: who issued it
	Checker  []Who    // empty: it is not checked
	Stamp    []Who    // who seals it; empty: it is not sealed
	Not      []Who    // excluded from every step of its life, whatever post they hold
	Serve    []Who    // on whom it is served; empty: nobody in the system
	See      []string // roles that may read it once it is signed
	ServedOn string   // date field that takes the date of service, or ""
	Pos      Pos
}

// Material is one paper on the checklist of what to bring.
type Material struct {
	Name     string
	Field    string // files field it goes to
	Required bool
	When     *guard.Expr
	Help     string
}

package walker

import "time"

// The shapes below are the walker's own reading of /openapi.json: it shares no type with the server, as no client does.

type named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type account struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Unit     string   `json:"unit"` // name
	Username string   `json:"username"`
	Password string   `json:"password"`
	Posts    []string `json:"posts"`
}

type field struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Type     string `json:"type"`
	Required bool   `json:"required"`
	Options  []struct {
		Value string `json:"value"`
	} `json:"options"`
	Columns   []field `json:"columns"`
	Min       string  `json:"min"`
	Max       string  `json:"max"`
	MinLength int     `json:"min_length"`
	MaxLength int     `json:"max_length"`
	Pattern   string  `json:"pattern"`
	Computed  bool    `json:"computed"`
}

type procedure struct {
	ID       string  `json:"id"`
	MayStart bool    `json:"may_start"`
	Fields   []field `json:"fields"`
	States   []struct {
		ID      string `json:"id"`
		Final   bool   `json:"final"`
		Outcome string `json:"outcome"`
	} `json:"states"`
	Starts []struct {
		State   string `json:"state"`
		Allowed bool   `json:"allowed"`
	} `json:"starts"`
	Ledgers []ledger `json:"ledgers"`
}

type ledger struct {
	ID    string   `json:"id"`
	Unit  string   `json:"unit"`
	Split []string `json:"split"`
}

type caseView struct {
	ID        string         `json:"id"`
	Process   named          `json:"process"`
	Number    string         `json:"number"`
	State     named          `json:"state"`
	Status    string         `json:"status"`
	Outcome   string         `json:"outcome"`
	Round     int            `json:"round"`
	Content   int64          `json:"content"`
	Relation  string         `json:"relation"`
	Fields    map[string]any `json:"fields"`
	Editable  []string       `json:"editable"`
	Returned  []string       `json:"returned"`
	Members   []named        `json:"members"`
	Incidents []incident     `json:"incidents"`
	CreatedAt time.Time      `json:"created_at"`
	Initiator named          `json:"initiator"`
	Notice    *named         `json:"notice"`
}

// turnView is a turn of a case.
type turnView struct {
	Round      int     `json:"round"`
	Kind       string  `json:"kind"`
	Status     string  `json:"status"`
	Candidates []named `json:"candidates"`
}

// document is a paper of a case.
type document struct {
	ID     string  `json:"id"`
	Case   string  `json:"case"`
	Key    string  `json:"key"`
	Name   string  `json:"name"`
	Status string  `json:"status"`
	Waits  string  `json:"waits"`
	Acts   []named `json:"acts"`
}

// paperAct is the body of an act on a paper.
type paperAct struct {
	Act     string  `json:"act"`
	Opinion string  `json:"opinion,omitempty"`
	Text    string  `json:"text,omitempty"`
	Proof   []named `json:"proof,omitempty"`

	Receiver string `json:"receiver,omitempty"`
}

type incident struct {
	Kind   string `json:"kind"`
	Reason string `json:"reason"`
}

type need struct {
	Kind  string `json:"kind"`
	Field string `json:"field"`
	Given bool   `json:"given"`
}

type event struct {
	Event   string  `json:"event"`
	Name    string  `json:"name"`
	Task    string  `json:"task"`
	Allowed bool    `json:"allowed"`
	Needs   []need  `json:"needs"`
	To      []named `json:"to"`
	Code    string  `json:"code"`
	Rule    string  `json:"rule"`
}

func (e *event) needs(kind string) bool {
	for _, n := range e.Needs {
		if n.Kind == kind {
			return true
		}
	}
	return false
}

type inboxItem struct {
	Case    string `json:"case"`
	Kind    string `json:"kind"`
	Process named  `json:"process"`
	Status  string `json:"status"`
}

type inbox struct {
	Items []inboxItem `json:"items"`
}

// sheet is the record of a meeting.
type sheet struct {
	HeldOn  string   `json:"held_on"`
	Present []string `json:"present"`
	Yes     int      `json:"yes"`
	No      int      `json:"no"`
	Abstain int      `json:"abstain"`
	Minutes string   `json:"minutes"`
}

// act is the body of an event.
type act struct {
	Event   string         `json:"event"`
	Task    string         `json:"task,omitempty"`
	Opinion string         `json:"opinion,omitempty"`
	Fields  map[string]any `json:"fields,omitempty"`
	Items   []string       `json:"items,omitempty"`
	To      string         `json:"to,omitempty"`
	Sheet   *sheet         `json:"sheet,omitempty"`
	People  []string       `json:"people,omitempty"`
	Place   string         `json:"place,omitempty"`
	Mode    string         `json:"mode,omitempty"`
	Into    string         `json:"into,omitempty"`

	borrowed map[string]bool // fields whose value a story gave
}

// put enters a value, and notes whether it is a story's.
func (b *act) put(id string, v any, borrowed bool) {
	if b.borrowed == nil {
		b.borrowed = map[string]bool{}
	}
	b.Fields[id], b.borrowed[id] = v, borrowed
}

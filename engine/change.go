package engine

import "dandang/engine/workday"

// Change is everything one act does, as data. A store applies it in one transaction, wholly or not at all.
type Change struct {
	New        bool    // the case is inserted, not updated
	Case       Case    // image after the act; Rev is one more than the Rev assumed
	Rounds     []Round // upserts by (case, n)
	Tasks      []Task  // upserts by id
	Seats      []Seat  // upserts by (person, task)
	Event      AuditEvent
	Erasable   *Erasable
	Timers     []Timer // inserts
	StopTimers []TimerStop
	Outbox     []Message
	Errands    []Errand    // inserts
	Dues       []DueChange // dates that a reassessment moved; kept in the event, not as rows
	Alike      *string     // mark of what the case looks like, "" for nothing; nil leaves it as it is
	Ledger     []LedgerMove
	Claims     []string // unique keys taken; a taken one makes Apply answer ErrStale
	Unclaims   []string
	Notices    []Notice       // upserts by id
	Objections []Objection    // inserts
	Documents  []Document     // upserts by id
	Marks      []Mark         // inserts
	Entered    []Entered      // inserts
	Number     *NumberRequest // store draws a number for each of Draws and calls Change.Fill
	Receipt    *Receipt       // inserted; a taken (actor, key) makes Apply answer ErrStale
	Assumes    Assumes
}

// Assumes is what must still hold when the Change is applied; otherwise Apply answers ErrStale and the engine decides again.
type Assumes struct {
	Rev    int64       // row revision of the case; 0 for a new one
	Timer  string      // id of a timer that must still be open (it becomes done)
	Errand string      // id of an errand that must still be open (it becomes done)
	Free   []FreeFloor // ledger floors
	Unseen []SeatKey   // seats whose people have not opened the case yet
}

// FreeFloor demands that an account still has at least Min free (before this Change's moves).
type FreeFloor struct {
	Key string
	Min int64
}

// Box names one of the lists in a person's inbox.
type Box string

// The boxes. A seat in BoxGone keeps the trace that a person was a candidate.
const (
	BoxTodo Box = "todo"
	BoxPool Box = "pool"
	BoxDone Box = "done"
	BoxCC   Box = "cc"   // 待阅
	BoxRead Box = "read" // 已阅; SortAt is when it was read
	BoxMine Box = "mine" // the case's initiator, and a party with a say once he was served; Task is the case id
	BoxGone Box = "gone"
	// BoxPaper holds the documents served on a person; it gives no part in their cases.
	BoxPaper Box = "paper"
)

// Seat is a line in somebody's inbox: (person, box, sort key, task). It is a projection of tasks.
type Seat struct {
	Person PersonID
	Task   string // task id; the case id for BoxMine; for BoxCC what it stands for ("cc:", "up:", "vote:") and an id
	Case   string
	Box    Box
	SortAt int64 // due (ms), or when there is none a far future; for done: when
	State  string
	// SeenAt is when its person first opened the case while he had the seat (ms), 0 if he has not. Changes do not write
	// it: see Store.MarkSeen.
	SeenAt int64
}

// SeatKey names a seat.
type SeatKey struct {
	Person PersonID `json:"person"`
	Task   string   `json:"task"`
}

// AuditEvent is one link of a case's chain. Hash covers every other member, so a changed row shows.
type AuditEvent struct {
	Case       string                `json:"case"`
	N          int64                 `json:"n"`
	At         int64                 `json:"at"`
	Command    string                `json:"command"` // id
	Kind       CommandKind           `json:"kind"`
	Actor      PersonID              `json:"actor,omitempty"`
	For        PersonID              `json:"for,omitempty"`
	Event      string                `json:"event,omitempty"`
	Name       string                `json:"name,omitempty"` // what a reader sees: 核实属实
	Task       string                `json:"task,omitempty"`
	From       string                `json:"from,omitempty"`
	To         string                `json:"to,omitempty"`
	Round      int                   `json:"round"`
	Patch      map[string]any        `json:"patch,omitempty"`      // open values, or {"commit": hex}
	Facts      map[string]any        `json:"facts,omitempty"`      // what guards read
	Candidates map[string][]PersonID `json:"candidates,omitempty"` // of tasks opened
	Path       []string              `json:"path,omitempty"`       // states settled through
	Rule       string                `json:"rule,omitempty"`       // line of the definition that fired
	Directory  int64                 `json:"directory"`
	Calendar   int64                 `json:"calendar"`
	Definition string                `json:"definition"`
	Number     string                `json:"number,omitempty"`
	Extra      map[string]any        `json:"extra,omitempty"`
	Alg        string                `json:"alg"` // sha256
	Prev       string                `json:"prev"`
	Hash       string                `json:"hash"`
}

// Erasable holds the personal values behind an event's commitments: path → {value, salt}. Erasing the row leaves the chain whole.
type Erasable struct {
	Case   string
	N      int64
	Values map[string]Salted
}

// Salted is a value with the salt of its commitment: commit = sha256(salt || canonical JSON of value).
type Salted struct {
	Value any    `json:"value"`
	Salt  string `json:"salt"` // hex
}

// Timer is something that becomes due. It is marked done by the Change that it causes.
type Timer struct {
	ID          string
	Case        string
	Round       int
	Kind        string // remind | overdue | after | deadline | duty
	Group       string
	Step        int
	At          int64 // ms
	Provisional bool  // never fires
}

// TimerStop cancels the open timers of one round (or with Round 0 those of the whole case) and kind ("" = any).
type TimerStop struct {
	Case  string
	Round int
	Kind  string
	Group string // "*" = any
}

// Message is a row of the outbox: delivered at least once, with ID as idempotency id.
type Message struct {
	ID   string
	Case string
	Kind string // one of MessageKinds
	To   []PersonID
	Text string
	At   int64
}

// LedgerMove changes one account: by Reserve, Spend, Release or Refund (spent becomes free) of Amount.
type LedgerMove struct {
	Key    string // LedgerKey
	Case   string
	Name   string // entry name within the case: (case, name, kind) happens once
	Kind   string // reserve | spend | release | refund
	Amount int64
	At     int64
}

// Balance is the state of one account. Free = Budget - Reserved - Spent.
type Balance struct {
	Key      string
	Budget   int64
	Reserved int64
	Spent    int64
}

// Free returns what can still be reserved.
func (b Balance) Free() int64 { return b.Budget - b.Reserved - b.Spent }

// Notice is a public page: a projection of a case, never the case.
type Notice struct {
	ID       string
	Case     string
	Round    int
	Process  string
	Title    string
	Body     []NoticeLine
	Audience string // unit | city
	Unit     UnitID
	PostedOn string // date, "" until the posting is registered
	Until    workday.Due
	Status   string // waiting | posted | ended | stopped
	At       int64
}

// NoticeLine is one shown value.
type NoticeLine struct{ Label, Value string }

// Objection is a real-name objection to a notice; who raised it is known only to those who handle it.
type Objection struct {
	ID, Notice, Case string
	Person           PersonID
	Text             string
	At               int64
}

// Receipt is kept so that a repeated request gets the first answer.
type Receipt struct {
	Actor  PersonID
	Key    string
	Hash   string
	Case   string
	Event  int64
	Status int
	At     int64
}

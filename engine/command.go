package engine

// CommandKind tells what a command asks for.
type CommandKind string

// The kinds of command.
const (
	DoOpen      CommandKind = "open"      // start a case
	DoEdit      CommandKind = "edit"      // write fields without an event
	DoEvent     CommandKind = "event"     // act: an event of the state, or a built-in one
	DoTimer     CommandKind = "timer"     // a timer is due
	DoLink      CommandKind = "link"      // a linked case tells what it has come to
	DoDocument  CommandKind = "document"  // act on a document, with Paper
	DoUnseal    CommandKind = "unseal"    // open a sealed field for the actor, with his reason; never changes the case's content
	DoIntervene CommandKind = "intervene" // 特殊处置, with Intervention
	DoHandover  CommandKind = "handover"  // 离岗移交 of one turn, from From to Person
	DoReassess  CommandKind = "reassess"  // directory or calendar changed: recompute candidates and dues
)

// Built-in events, open where the state calls for them.
const (
	EventRecord  = "record"  // 登记会议结果, with Sheet
	EventConfirm = "confirm" // 确认会议结果
	EventCorrect = "correct" // 退回登记人更正: the confirmer sends the sheet back
	EventRecuse  = "recuse"  // 自行回避, needs opinion
	EventAbstain = "abstain" // 弃权, in an online vote
	EventRetry   = "retry"   // an incident's owner asks the engine to look again
	EventExtend  = "extend"  // 延期
	EventUnseal  = "unseal"  // 启封
	EventClose   = "close"   // 结束投票, of an online vote that its chair closes
	// EventTakeBack is 收回: of the actor's own latest act, with the reason.
	EventTakeBack = "take_back"

	EventCast      = "cast"      // 已投票: all that the record says of a secret ballot; nobody sends it
	EventUrge      = "urge"      // 催办, by whoever applied
	EventSupervise = "supervise" // 督办, by a supervisor, needs opinion
)

// Command is what somebody (or the clock) asks of one case. Ids of everything it creates derive from ID.
type Command struct {
	ID           string // UUIDv7
	Kind         CommandKind
	Case         string
	Process      string   // of open
	Start        string   // of open: the start state where there are several
	Draft        bool     // of open: do not act yet where the way in acts at once, so that papers can be added first
	Actor        PersonID // empty for the system
	Event        string
	Task         string // where the actor holds several
	Opinion      string
	Items        []string // what to correct: field ids
	Fields       Fields
	To           string        // of a pick
	Sheet        *Sheet        // of record
	Suggest      Fields        // with a proposal: values that it suggests
	Signed       *Signed       // of 代录; of an open: in whose name
	Timer        *Timer        // of DoTimer
	Errand       string        // id of the errand that the command carries out
	Report       *Report       // of DoLink
	People       []PersonID    // of a transfer, help, added signatures: who
	Place        string        // of added signatures: before | after | together
	Mode         string        // of added signatures: any | all | sequence
	Into         string        // of an event that joins the case to another: that case
	Origin       *Origin       // of an open by another case
	Content      *int64        // If-Match: content revision the actor saw, nil if not said
	Round        *int          // If-Match: round the actor saw, nil if not said
	Key          string        // Idempotency-Key, "" if none
	KeyHash      string        // keyed hash of the request
	Notice       string        // id of the notice that an objection answers: its readers need no part in the case
	Paper        *PaperAct     // of DoDocument
	Field        string        // of an unseal
	Readers      []PersonID    // of a circulate
	Intervention *Intervention // of DoIntervene; to confirm or refuse one, its ID
	From         PersonID      // of DoHandover
	Person       PersonID      // of DoHandover
	Batch        bool          // one of several sent together: only where the task allows it
	turned       bool          // of an unseal: the actor is or was named for a turn; of a circulate: he takes part
	Seed         []byte        // 32 random bytes, source of salts; never stored
}

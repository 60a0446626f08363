// Package process is the process language: what a procedure is, and how its YAML is parsed, checked, formatted and drawn.
//
// It must not know storage, HTTP, or how a case is decided. A Definition is immutable once Parse has returned it.
package process

import (
	"dandang/engine/guard"
	"dandang/engine/workday"
)

// Definition is one immutable version of a procedure, checked and ready to decide with.
// A case pins the Hash of the version it was opened (or submitted) under.
type Definition struct {
	Key        string // identifier of the procedure, stable over versions: "care-fund"
	Name       string // what a user reads: 干部关爱专项资金申请
	Hash       string // hex SHA-256 of Source: the identity of this version
	Source     []byte // the YAML as published
	Language   int
	Basis      []string // legal basis, shown beside the case: 若干措施第19条
	Owner      string   // role that may publish a change; receives incidents
	Secrecy    Secrecy
	SamePerson SamePerson
	Effective  string // date from which the version applies, "2006-01-02", or empty
	Params     []Param
	Number     *Number
	Deadline   *Limit   // total time of a case from submission, nil if none
	Parties    []string // person fields whose holders are parties to the case
	Unique     []string // fields that together identify one live case; empty if none
	Suspect    *Suspect // what makes cases look like duplicates, nil if nothing
	Ledgers    []Ledger
	Roles      []Role
	Fields     []Field
	Decisions  []Decision
	Starts     []Start
	States     []State
	Everywhere []Event
	Documents  []Document
	Materials  []Material
	Guide      string
	Registers  []RegisterKind
	Flags      []FlagKind
	Retention  string
	Pos        Pos

	// IncidentsTo are whom incidents wait for; empty: the owner. In a restricted procedure the owner gets a count only.
	IncidentsTo []Who
	// Supervisors may urge (督办) and see how far cases are; never their content.
	Supervisors []Who

	index index
}

// Pos is a place in the source, 1-based; the zero value means unknown.
type Pos struct{ Line, Col int }

// SamePerson says whether a turn that falls to somebody who has agreed already passes by itself.
type SamePerson string

// The rules of the same person. Shipped procedures say nothing, which is none.
const (
	SameNone        SamePerson = "none"
	SameConsecutive SamePerson = "consecutive" // who agreed in the state just left
	SameAnywhere    SamePerson = "anywhere"    // who agreed in any state before
)

// Secrecy says who may know that a case of the procedure exists.
type Secrecy string

// The three levels of secrecy.
const (
	Open       Secrecy = "open"
	Internal   Secrecy = "internal"
	Restricted Secrecy = "restricted"
)

// Param is a limit, cap or threshold that the owner may change without touching the flow.
type Param struct {
	ID        string
	Name      string
	Value     guard.Value      // nil when the param is a duration
	Type      guard.Type       // type of Value
	Duration  workday.Duration // set when Value is nil
	Source    string           // where the number comes from; 待确认 when unknown
	Confirmed bool
	Pos       Pos
}

// Limit is a length of time, written directly or by naming a param.
type Limit struct {
	workday.Duration
	Param string // name of the param it came from, or empty
}

// Number is how cases are numbered: gapless within a year, never reused.
type Number struct {
	Format string // with {year} and {seq}
	On     string // id of the event that gives the number
	Pos    Pos
}

// Ledger is a sum that acts reserve, spend and release: a year's budget or the vacancies of a unit.
type Ledger struct {
	ID   string
	Name string
	Per  string // "year" or "" (one for ever)
	Unit string // "money" or "count"
	// Split lists the fields by whose values the ledger is kept in accounts of their own (分户); empty: one account.
	Split []string
	Pos   Pos
}

// Role is a capacity in which people act. Scope says where its holder must sit relative to the case's unit.
type Role struct {
	ID    string
	Name  string
	Scope string // unit | ancestors | level | city
	Pos   Pos
}

// FieldType is the kind of value that a field holds.
type FieldType string

// The field types of the language.
const (
	Text     FieldType = "text"
	LongText FieldType = "longtext"
	Integer  FieldType = "integer"
	Decimal  FieldType = "decimal"
	Money    FieldType = "money"
	Date     FieldType = "date"
	DateTime FieldType = "datetime"
	Bool     FieldType = "bool"
	Choice   FieldType = "choice"
	Choices  FieldType = "choices"
	Person   FieldType = "person"
	Persons  FieldType = "persons"
	Party    FieldType = "party"
	UnitType FieldType = "unit"
	Files    FieldType = "files"
	Table    FieldType = "table"
)

// Option is one answer of a choice field. Value is what is stored; Label is what is read.
type Option struct{ Value, Label string }

// Field is one piece of a case's content.
type Field struct {
	ID         string
	Name       string
	Type       FieldType
	Required   bool
	RequiredIf *guard.Expr // required when this holds
	Options    []Option
	Columns    []Field // of a table
	Min, Max   guard.Value
	MinLen     int // characters, or items of a list; 0 = no limit
	MaxLen     int
	Pattern    string
	Default    any         // in wire form, nil if none
	Computed   *guard.Expr // never entered, always derived
	Help       string
	Sensitive  bool     // shown masked except to See
	Sealed     bool     // encrypted, opened only with a reason
	See        []string // role ids that may read it when Sensitive or Sealed; empty: all who may see the case
	SeeBy      []Who    // beside See: fields, the initiator, holders of states
	SeeIn      []string // state ids in which it may be read; empty: all
	Clear      bool     // of people: nobody may be entered who must keep out of the case
	HoldersOf  string   // of people: only holders of this role may be entered
	Filled     string   // "system": only effects write it, nobody may; else ""
	Pos        Pos
}

// HitPolicy says how many rules of a decision table apply.
type HitPolicy string

// The hit policies.
const (
	Unique  HitPolicy = "unique"
	First   HitPolicy = "first"
	Collect HitPolicy = "collect"
)

// Decision is a decision table. Its outputs are read in guards as decisions.ID.OUTPUT.
type Decision struct {
	ID      string
	Name    string
	Hit     HitPolicy
	Rules   []Rule
	Outputs map[string]guard.Type
	Pos     Pos
}

// Rule is one row of a decision table. A nil When always applies.
type Rule struct {
	When    *guard.Expr
	Give    map[string]*guard.Expr
	Because string
	Pos     Pos
}

// Start is a way in: who opens a case, in which state, and (ex officio) by which event. A linked one is open to other
// cases only (启动办件): then By says in whose name they may.
type Start struct {
	State string
	By    []Who
	Event string
	// Linked: only another case takes this way in (启动办件).
	Linked bool
	// OnPaper: clerks may open and submit a case in the name of somebody who signed on paper; nil: nobody.
	OnPaper *OnPaper
	Pos     Pos
}

// WhoKind tells how people are found.
type WhoKind string

// The ways to name people.
const (
	ByRole      WhoKind = "role"      // holders of Role, by the role's scope
	ByInitiator WhoKind = "initiator" // who opened the case
	ByField     WhoKind = "field"     // the person(s) in Field
	ByHolder    WhoKind = "holder"    // who last acted in State
	ByUnitOf    WhoKind = "unit_of"   // holders of Role in the unit that Field names
	ByReader    WhoKind = "reader"    // anyone in a notice's audience
	ByParties   WhoKind = "parties"   // holders of the party fields (only in not:)
	ByHandlers  WhoKind = "handlers"  // everyone who acted earlier in the case (only in not:)
)

// Who names people. When restricts it (a guarded list takes the first that holds).
// Escalate widens an empty result to the unit's ancestors.
type Who struct {
	Kind     WhoKind
	Role     string
	Field    string
	State    string
	When     *guard.Expr
	Escalate bool
	Pos      Pos
}

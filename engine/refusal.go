package engine

import (
	"errors"

	"dandang/engine/guard"
)

// Code is the stable machine-readable reason of a refusal; handlers map each to one HTTP status.
type Code string

// The codes.
const (
	ENotFound    Code = "not_found"      // 未找到该事项或无权查看
	EForbidden   Code = "forbidden"      // the person has no part in this act
	ERecused     Code = "recused"        // 回避
	ESeparation  Code = "separation"     // 不相容岗位分离
	EWrongState  Code = "wrong_state"    // the event does not exist in this state
	EClosed      Code = "closed"         // the case has ended
	EConflict    Code = "conflict"       // somebody else was first
	EStaleView   Code = "stale_view"     // content changed since the actor read it
	EInvalid     Code = "invalid"        // a field is wrong: see Problems
	EMissing     Code = "missing"        // something needed was not given: see Problems
	EGuard       Code = "guard"          // a condition of the procedure does not hold
	EUnknown     Code = "unknown"        // a condition cannot be judged yet: see Problems for what is missing
	EDuplicate   Code = "duplicate"      // a live case with the same facts exists
	EKeyReused   Code = "key_reused"     // Idempotency-Key used with another request
	ELinkedOnly  Code = "linked_only"    // cases of the procedure are started by other cases alone
	EAmbiguous   Code = "ambiguous_task" // the actor holds several tasks: name one
	EUnsupported Code = "unsupported"    // the definition uses what this engine cannot do yet
	EBusy        Code = "busy"           // too much contention: try again
	EInternal    Code = "internal"
)

// FieldProblem says what is wrong with one field of the input.
type FieldProblem struct {
	Field string `json:"field"`
	Msg   string `json:"message"`
}

// Refusal is an error that explains itself to the person refused. Detail is Chinese.
type Refusal struct {
	Code     Code
	Detail   string
	Rule     string // the line of the procedure or the policy that it rests on, may be empty
	Problems []FieldProblem
}

// Error returns the code and the Chinese detail.
func (r *Refusal) Error() string { return string(r.Code) + ": " + r.Detail }

func refuse(code Code, detail string) *Refusal { return &Refusal{Code: code, Detail: detail} }

// CodeOf returns the code of err: "" for nil, EInternal for an error that is no Refusal.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var r *Refusal
	if errors.As(err, &r) {
		return r.Code
	}
	return EInternal
}

// asRefusal finds the refusal in an error.
func asRefusal(err error) (*Refusal, bool) {
	var r *Refusal
	return r, errors.As(err, &r)
}

// NotFound is what a store answers for something that does not exist; it is worded so that it also covers what the
// reader may not know of.
func NotFound() *Refusal { return refuse(ENotFound, msgNotFound.Text()) }

// BudgetTooLow is what a store answers when a budget would fall below what is reserved and spent (分, or a count).
func BudgetTooLow(taken int64) *Refusal {
	detail := msgBudgetLow.Text(guard.MoneyV(taken).String())
	return &Refusal{Code: EInvalid, Detail: detail, Problems: []FieldProblem{{"amount", detail}}}
}

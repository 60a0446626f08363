package engine

import (
	"context"
	"encoding/json"
	"slices"
)

// Comment is a remark beside the record. It is never changed; its author may void it with a reason.
type Comment struct {
	ID       string // UUIDv7: ids sort as they were written
	Case     string
	Person   PersonID
	Text     string
	Mentions []PersonID
	At       int64
	VoidAt   int64 // ms; 0 while it stands
	VoidWhy  string
}

// Autosave is one version of what somebody has typed and not saved. It lies outside the record, and is his alone.
//
// The newest version that is not aside is the head. A version that was typed over an older one than the head, as in a
// second tab, is kept aside, so that neither text is lost.
type Autosave struct {
	ID     string
	Case   string
	Person PersonID
	Rev    int64 // 1, 2, 3 … for the person and case
	Aside  bool
	Body   string // JSON of Typed
	At     int64
}

// Typed is the content of an autosave: what a form holds, checked for nothing.
type Typed struct {
	Fields  Fields `json:"fields,omitempty"`
	Opinion string `json:"opinion,omitempty"`
	Comment string `json:"comment,omitempty"`
}

// KeptAutosaves is how many versions a store keeps for one person and case.
const KeptAutosaves = 20

// HeadOf finds, among the versions of one person and case, the Rev of the head and the last one given; 0 for none.
func HeadOf(list []Autosave) (head, last int64) {
	for i := range list {
		last = max(last, list[i].Rev)
		if !list[i].Aside {
			head = max(head, list[i].Rev)
		}
	}
	return head, last
}

// Surplus lists the Revs that a store drops: the oldest beyond KeptAutosaves, never the head.
func Surplus(list []Autosave) []int64 {
	head, _ := HeadOf(list)
	var revs []int64
	for i := range list {
		revs = append(revs, list[i].Rev)
	}
	slices.Sort(revs)
	revs = revs[:max(0, len(revs)-KeptAutosaves)]
	return slices.DeleteFunc(revs, func(rev int64) bool { return rev == head })
}

func (a *Autosave) typed() (t Typed, err error) {
	err = json.Unmarshal([]byte(a.Body), &t)
	return t, err
}

// Desk is what a store keeps beside the record of cases.
type Desk interface {
	// AddComment adds a comment and what is told of it, in one transaction.
	AddComment(ctx context.Context, c Comment, told []Message) error
	// Comments lists the comments of a case, oldest first.
	Comments(ctx context.Context, caseID string) ([]Comment, error)
	// VoidComment voids a comment of an author that stands; false when there is none.
	VoidComment(ctx context.Context, caseID, id string, by PersonID, reason string, at int64) (bool, error)
	// MarkCopiesRead moves somebody's lines of a case from 待阅 to 已阅, and answers how many.
	MarkCopiesRead(ctx context.Context, p PersonID, caseID string, at int64) (int, error)
	// Phrases returns somebody's phrases; false where he has saved none.
	Phrases(ctx context.Context, p PersonID) ([]string, bool, error)
	// SavePhrases keeps them in place of those before.
	SavePhrases(ctx context.Context, p PersonID, phrases []string, at int64) error
	// Autosaves lists the versions of a person for a case, newest first.
	Autosaves(ctx context.Context, caseID string, p PersonID) ([]Autosave, error)
	// Autosave adds a version with the next Rev, aside when base is not the Rev of the head (0 for none), and answers it. It
	// drops the oldest beyond KeptAutosaves, but never the head.
	Autosave(ctx context.Context, a Autosave, base int64) (Autosave, error)
	// DropAutosaves removes a person's versions for a case.
	DropAutosaves(ctx context.Context, caseID string, p PersonID) error
}

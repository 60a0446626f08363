package scenario

import (
	"context"
	"slices"

	"dandang/engine"
)

// Road is how what people do in a story reaches the engine. Its answers are those of the engine: whatever lies between must
// hand codes, words and named fields through.
type Road interface {
	Act(ctx context.Context, cmd engine.Command) (engine.Result, error)
	Object(ctx context.Context, cmd engine.Command, notice string) (engine.Result, error)
	Look(ctx context.Context, person engine.PersonID, caseID string) error
	Circulate(ctx context.Context, cmd engine.Command) (engine.Result, error)
	Read(ctx context.Context, person engine.PersonID, caseID string) error
	Comment(ctx context.Context, person engine.PersonID, caseID, text string, mentions []engine.PersonID) error
	// Type autosaves over a version and answers the new one; where another tab was faster, a refusal with the code conflict.
	Type(ctx context.Context, person engine.PersonID, caseID string, typed engine.Typed, base int64) (rev int64, err error)
	CallMeeting(ctx context.Context, actor engine.PersonID, m engine.Meeting, cases []string) (engine.Meeting, error)
	// MeetingFor answers at least the revision of a meeting, and the cases, members and status of its items.
	MeetingFor(ctx context.Context, person engine.PersonID, id string) (engine.MeetingView, error)
	RecordMeeting(ctx context.Context, actor engine.PersonID, id string, rev int64, roll engine.Roll, sheets []engine.ItemSheet) ([]engine.ItemResult, error)
	ConfirmMeeting(ctx context.Context, actor engine.PersonID, id string, cases []string) ([]engine.ItemResult, error)
	Handover(ctx context.Context, actor engine.PersonID, h engine.Handover) ([]engine.HandoverItem, error)
}

// straight calls the engine.
type straight struct{ *engine.Engine }

func (s straight) Look(ctx context.Context, person engine.PersonID, caseID string) error {
	if err := s.Opened(ctx, person, caseID); err != nil {
		return err
	}
	_, err := s.View(ctx, person, caseID)
	return err
}

func (s straight) Read(ctx context.Context, person engine.PersonID, caseID string) error {
	_, err := s.Seen(ctx, person, caseID)
	return err
}

func (s straight) Comment(ctx context.Context, person engine.PersonID, caseID, text string, mentions []engine.PersonID) error {
	_, err := s.Engine.Comment(ctx, person, caseID, text, mentions)
	return err
}

func (s straight) Type(ctx context.Context, person engine.PersonID, caseID string, typed engine.Typed, base int64) (int64, error) {
	got, err := s.SaveTyped(ctx, person, caseID, typed, base)
	if err == nil && got.Other != nil {
		err = &engine.Refusal{Code: engine.EConflict, Detail: engine.OtherTabText(person, got.Other.At)}
	}
	return got.Rev, err
}

// Turn is one thing that somebody did or tried in a story, or a change of the directory or the calendar.
type Turn struct {
	File, Scenario string
	Line           int
	Stage          *Stage
	Command        engine.Command  // zero of a change
	Before         engine.Snapshot // of its case; zero where there was none yet
	Stale          bool            // what he acted on was not what stood there
	Batch          int             // 1, 2 … among the turns of one batch; 0: alone
	Err            error           // how it was refused
}

// turned tells who watches of a turn.
func (w *world) turned(s *step, cmd engine.Command, before engine.Snapshot, err error) {
	if w.watch != nil {
		w.watch(Turn{File: w.file.Name, Scenario: w.scenario, Line: s.line, Stage: w.stage(), Command: cmd, Before: before, Stale: s.stale, Batch: s.nth, Err: err})
	}
}

func (w *world) stage() *Stage {
	return &Stage{Engine: w.eng, Store: w.store, Definition: w.def, Cases: slices.Clone(w.opened), w: w}
}

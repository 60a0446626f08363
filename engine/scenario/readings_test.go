package scenario_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/scenario"
	"dandang/processes"
)

// Lists read many cases at once; a view reads one. After every scenario of every procedure and example, each person of its
// city gets in his 台账, his boxes and his list of cases exactly what the view of each single case grants him, with the
// same values.
func TestListsShowWhatTheViewOfEachCaseGrants(t *testing.T) {
	t.Parallel()
	files, err := scenario.Load(os.DirFS("../../processes/_patterns"), ".")
	require.NoError(t, err)
	shipped, err := scenario.Load(processes.FS(), ".")
	require.NoError(t, err)
	counted := map[engine.Relation]int{}
	rep, err := scenario.Run(context.Background(), append(files, shipped...), scenario.Options{
		Filter: os.Getenv("SCENARIO"),
		Ended:  func(ctx context.Context, s *scenario.Stage) error { return compareLists(ctx, s, counted) },
	})
	require.NoError(t, err)
	for i := range rep.Files {
		for _, o := range rep.Files[i].Scenarios {
			require.Empty(t, o.Failures, "%s: %s", rep.Files[i].File, o.Name)
		}
	}
	for _, rel := range []engine.Relation{engine.NoRelation, engine.Applicant, engine.Participant, engine.Copied, engine.Past} {
		require.NotZero(t, counted[rel], "too few lines of relation %q: %v", rel, counted)
	}
}

func compareLists(ctx context.Context, s *scenario.Stage, counted map[engine.Relation]int) error {
	book, err := s.Book(ctx)
	if err != nil {
		return err
	}
	defs, err := s.Engine.Catalogue(ctx)
	if err != nil {
		return err
	}
	for _, person := range book.People() {
		views, err := viewsOf(ctx, s, person.ID, counted)
		if err != nil {
			return err
		}
		for _, def := range defs {
			if err := compareRoster(ctx, s, person.ID, def.Key, views); err != nil {
				return fmt.Errorf("台账 %s of %s: %w", def.Key, person.ID, err)
			}
		}
		if err := compareBoxes(ctx, s, person.ID, views); err != nil {
			return fmt.Errorf("boxes of %s: %w", person.ID, err)
		}
	}
	return nil
}

// viewsOf reads each case that somebody has or had a seat in, one by one.
func viewsOf(ctx context.Context, s *scenario.Stage, person engine.PersonID, counted map[engine.Relation]int) (map[string]engine.View, error) {
	views := map[string]engine.View{}
	for _, id := range s.Cases {
		seats, err := s.Store.Seats(ctx, person, id)
		if err != nil {
			return nil, err
		}
		if len(seats) == 0 {
			continue
		}
		v, err := s.Engine.View(ctx, person, id)
		if err != nil && engine.CodeOf(err) != engine.ENotFound {
			return nil, err
		}
		counted[v.Relation]++
		if err == nil {
			views[id] = v
		}
	}
	return views, nil
}

func compareRoster(ctx context.Context, s *scenario.Stage, person engine.PersonID, process string, views map[string]engine.View) error {
	book, err := s.Book(ctx)
	if err != nil {
		return err
	}
	want, got := map[string]map[string]string{}, map[string]map[string]string{}
	page, err := s.Engine.Roster(ctx, person, engine.RosterQuery{Process: process, Limit: 1000})
	if err != nil {
		return err
	}
	for i := range page.Lines {
		l := &page.Lines[i]
		l.Fields["state"], l.Fields["status"], l.Fields["outcome"] = l.State, string(l.Status), l.Outcome
		got[l.Case] = l.Fields
	}
	for id, v := range views {
		if v.Case.Process != process || v.Case.SubmittedAt == 0 {
			continue
		}
		line := map[string]string{"state": v.Case.State, "status": string(v.Case.Status), "outcome": v.Case.Outcome}
		if v.Relation != engine.Past {
			for _, f := range page.Columns {
				line[f.ID] = engine.Show(f, v.Fields[f.ID], book)
			}
		}
		want[id] = line
	}
	return differ(want, got)
}

func compareBoxes(ctx context.Context, s *scenario.Stage, person engine.PersonID, views map[string]engine.View) error {
	for _, box := range []engine.Box{engine.BoxDone, engine.BoxCC, engine.BoxRead, engine.BoxMine} {
		want, got := map[string]string{}, map[string]string{}
		rows, err := s.Store.Inbox(ctx, engine.InboxQuery{Person: person, Box: box, Limit: 1000})
		if err != nil {
			return err
		}
		for i := range rows {
			if v, ok := views[rows[i].Case.ID]; ok {
				want[rows[i].Seat.Task] = v.Case.State + v.Case.Outcome
			}
		}
		items, err := s.Engine.Inbox(ctx, engine.InboxQuery{Person: person, Box: box, Limit: 7})
		for err == nil && len(items) > 0 {
			for _, it := range items {
				got[it.Row.Seat.Task] = it.Row.Case.State + it.Row.Case.Outcome
			}
			last := items[len(items)-1].Row.Seat
			items, err = s.Engine.Inbox(ctx, engine.InboxQuery{Person: person, Box: box, Limit: 7, AfterAt: last.SortAt, AfterTask: last.Task})
		}
		if err := errors.Join(err, differ(want, got)); err != nil {
			return fmt.Errorf("%s: %w", box, err)
		}
	}
	return nil
}

func differ(want, got any) error {
	if diff := cmp.Diff(want, got); diff != "" {
		return errors.New(diff)
	}
	return nil
}

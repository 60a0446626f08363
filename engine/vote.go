package engine

import (
	"slices"

	"dandang/engine/process"
)

// tally is the count of a vote. Present includes those who abstained; Seats leaves the recused out.
type tally struct {
	Known                            bool
	Seats, Present, Yes, No, Abstain int
}

// tallyOfRound counts the open round's vote: the confirmed (or entered) sheet of a meeting, or the ballots cast.
func (d *decision) tallyOfRound() tally {
	s := d.state()
	if s == nil {
		return tally{}
	}
	for i := range s.Tasks {
		spec := &s.Tasks[i]
		if spec.Mode != process.Ballot {
			continue
		}
		t := tally{Seats: len(d.r.Data.Groups[spec.Group].Seats)}
		if secret(spec) {
			return d.secretTally(t)
		}
		if sheet := d.r.Data.Sheet; sheet != nil {
			t.Known, t.Present, t.Yes, t.No, t.Abstain = true, len(sheet.Present), sheet.Yes, sheet.No, sheet.Abstain
			return t
		}
		for _, task := range d.tasks {
			if task.Group != spec.Group || task.Round != d.r.N || task.Status != TaskDone {
				continue
			}
			t.Known = true
			t.Present++
			switch task.Event {
			case spec.Vote.Yes:
				t.Yes++
			case spec.Vote.No:
				t.No++
			default:
				t.Abstain++
			}
		}
		return t
	}
	return tally{}
}

// result is the event that a count leads to: no quorum, pass, tie, or no. A tie is not a pass.
func (d *decision) result(v *process.Vote, t tally) string {
	if !reaches(v.Quorum, t.Present, t) {
		return firstOf(v.NoQuorum, v.Tie, v.No)
	}
	switch {
	case reaches(v.Pass, t.Yes, t):
		return v.Yes
	case t.ties():
		if v.SecondTie != "" && d.tiedBefore() {
			return v.SecondTie
		}
		return firstOf(v.Tie, v.No)
	default:
		return v.No
	}
}

func (t tally) ties() bool { return t.Yes == t.No && t.Yes > 0 }

// tiedBefore: the case was in this state before and left it by a tie.
func (d *decision) tiedBefore() bool {
	return slices.ContainsFunc(d.c.Memo.Trail, func(v Visit) bool { return v.State == d.c.State && v.Tied })
}

func firstOf(ids ...string) string {
	for _, id := range ids {
		if id != "" {
			return id
		}
	}
	return ""
}

// reaches compares n with a fraction of its base exactly, without division. A zero threshold is always reached.
func reaches(th process.Threshold, n int, t tally) bool {
	if th.Den == 0 {
		return true
	}
	base := t.Seats
	switch th.Of {
	case "present":
		base = t.Present
	case "cast":
		base = t.Yes + t.No
	}
	if base == 0 {
		return false // nobody there has decided nothing
	}
	left, right := int64(n)*th.Den, int64(base)*th.Num
	if th.More {
		return left > right
	}
	return left >= right
}

// isChoice reports whether an event is a ballot of the vote, rather than something that ends it another way.
func (d *decision) isChoice(v *process.Vote, event string) bool {
	return v != nil && (event == v.Yes || event == v.No || event == EventAbstain)
}

// countedOnly: only a count leads to the event (tie, no quorum), so that no member takes it by himself. Where the file lets
// somebody else do it by hand it says so (由).
func (d *decision) countedOnly(spec *process.Task, event string) bool {
	if spec == nil || spec.Mode != process.Ballot || d.isChoice(spec.Vote, event) {
		return false
	}
	return slices.Contains([]string{spec.Vote.Tie, spec.Vote.SecondTie, spec.Vote.NoQuorum}, event)
}

// castOnline closes an online vote once everybody has cast, or earlier where the procedure says so and nothing can
// change the result any more.
func (d *decision) castOnline(s seat) (bool, *Refusal) {
	if refusal := d.chairWaits(s); refusal != nil {
		return false, refusal
	}
	t := d.tallyOfRound()
	early := s.spec.Vote.Early && d.settled(s.spec.Vote, t)
	if d.groupOpen(s.task.Group) && !early {
		return false, nil
	}
	event := d.count(s.spec.Vote, t)
	if event == d.cmd.Event {
		return true, nil
	}
	return false, d.carry(s.spec, event)
}

// count is the result of a finished vote; it notes a tie, so that a second one is known.
func (d *decision) count(v *process.Vote, t tally) string {
	event := d.result(v, t)
	d.r.Data.Tied = t.ties() && reaches(v.Quorum, t.Present, t) && event != v.Yes
	return event
}

// settled: whatever those still to vote do, the result stays the same.
func (d *decision) settled(v *process.Vote, t tally) bool {
	if !reaches(v.Quorum, t.Present, t) {
		return false
	}
	left, now := t.Seats-t.Present, d.result(v, t)
	for yes := 0; yes <= left; yes++ {
		for no := 0; yes+no <= left; no++ {
			end := t
			end.Yes, end.No, end.Present = t.Yes+yes, t.No+no, t.Seats
			if d.result(v, end) != now {
				return false
			}
		}
	}
	return true
}

package engine

import "dandang/engine/process"

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
	case t.Yes == t.No && t.Yes > 0:
		if v.SecondTie != "" && d.tiedBefore(v) {
			return v.SecondTie
		}
		return firstOf(v.Tie, v.No)
	default:
		return v.No
	}
}

// tiedBefore: the case was in this state before and left it by a tie.
func (d *decision) tiedBefore(v *process.Vote) bool {
	for _, visit := range d.c.Memo.Trail {
		if visit.State == d.c.State && visit.Event == v.Tie {
			return true
		}
	}
	return false
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

// castOnline closes an online vote once everybody has cast, or earlier where the procedure says so and nothing can
// change the result any more.
func (d *decision) castOnline(s seat) (bool, *Refusal) {
	t := d.tallyOfRound()
	early := s.spec.Vote.Early && d.settled(s.spec.Vote, t)
	if d.groupOpen(s.task.Group) && !early {
		return false, nil
	}
	event := d.result(s.spec.Vote, t)
	if event == d.cmd.Event {
		return true, nil
	}
	return false, d.carry(s.spec, event)
}

// settled: whatever those still to vote do, the result stays the same.
func (d *decision) settled(v *process.Vote, t tally) bool {
	left := t.Seats - t.Present
	allYes, allNo := t, t
	allYes.Yes, allYes.Present = t.Yes+left, t.Seats
	allNo.No, allNo.Present = t.No+left, t.Seats
	return d.result(v, allYes) == d.result(v, allNo) && reaches(v.Quorum, t.Present, t)
}

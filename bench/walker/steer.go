package walker

import (
	"fmt"
	"slices"
	"strings"

	"dandang/engine/scenario"
)

// The events that the engine itself offers.
const (
	doRecord  = "record"
	doConfirm = "confirm"
	doCorrect = "correct"
	doRecuse  = "recuse"
	doRetry   = "retry"
	doExtend  = "extend"
	doClose   = "close"

	doTakeBack = "take_back"
	doAbstain  = "abstain"
)

var builtin = []string{doRecord, doConfirm, doCorrect, doRecuse, doRetry, doExtend, doClose, doAbstain, doTakeBack, "claim", "release", "transfer", "delegate", "advise", "sign", "unsign", "sign_agree", "sign_refuse"}

// choose draws an event by weight; nil when nothing is worth doing.
func (w *Walk) choose(p *person, t *track, c *caseView, offered []event, how string, tried []string) *event {
	weights := make([]float64, len(offered))
	total, slow := 0.0, w.lingers(t, c)
	for i := range offered {
		e := &offered[i]
		if slices.Contains(tried, e.Event+e.Task) || !w.workable(c, e) || t.shut[c.State.ID+"/"+e.Event] == w.today() {
			continue
		}
		weights[i] = w.weight(p, t, c, e, how)
		switch owed := t.dom.owes(c.State.ID, e.Event) > 0; {
		case slow && !owed:
			weights[i] *= 0.03
		case owed && t.dom.asked(c.State.ID, e.Event): // an incident opened it at last
			weights[i] *= 20
		}
		total += weights[i]
	}
	// Whoever comes by without a task mostly leaves things as they are, and so does who could only repeat what was done.
	if (how == "look" || how == errand || slow || total < 0.02) && w.rng.Float64() > total {
		return nil
	}
	at := w.rng.Float64() * total
	for i := range weights {
		if at -= weights[i]; at < 0 && weights[i] > 0 {
			return &offered[i]
		}
	}
	return nil
}

// workable: the event is allowed, or its condition may come to hold by what the actor enters with it.
func (w *Walk) workable(c *caseView, e *event) bool {
	if e.Allowed {
		return true
	}
	return (e.Code == "guard" || e.Code == "unknown") &&
		slices.ContainsFunc(c.Editable, func(id string) bool { return strings.Contains(e.Rule, id) })
}

// weight prefers what nobody has done yet, and among the rest what lets cases travel far: ends, explanations (an act that
// must be explained is the adverse one) and repetitions are rarer.
func (w *Walk) weight(p *person, t *track, c *caseView, e *event, how string) float64 {
	if slices.Contains(builtin, e.Event) {
		return w.weightBuiltin(p, t, c.Round, e, how)
	}
	if how == "look" && e.Task != "" {
		return 0
	}
	if w.encore && c.Status == closed && t.dom.owes(c.State.ID, e.Event) == 0 {
		return 0 // what has come to its end stays there
	}
	if t.dom.putsOff(c.State.ID, e.Event) && !t.waited(c.Round) && !w.chance(0.02) {
		return 0
	}
	x := 1.0
	if how == errand && t.dom.owes(c.State.ID, e.Event) > 0 {
		x = 50
	}
	final, fresh := len(e.To) > 0, false
	for _, to := range e.To {
		_, ends := t.dom.outcome[to.ID]
		final = final && ends
		fresh = fresh || t.dom.fired[move(c.State.ID, e.Event, to.ID)] == 0
	}
	if t.dom.givesUp(c.State.ID, e) {
		if t.acts > 80 { // it comes to no end: conditions keep this one out
			return 1
		}
		return w.weightWithdrawn(t.dom, fresh, how) * t.dom.worth(c.State.ID, e.Event)
	}
	x *= t.along(e) * t.dom.steer(c.State.ID, e) * w.ballot(t, c, e)
	if e.needs("opinion") && t.script == nil {
		x *= 0.15
	}
	if t.dom.byReaders(c.State.ID, e.Event) && !w.mayObject(t, c, e) {
		return 0
	}
	if final && t.acts < 40 && t.script == nil {
		x *= 0.3
	}
	id := c.State.ID + "/" + e.Event
	for n := min(t.count[id], 3); n > 0; n-- { // no more: it may be the only way on
		if n > 1 || t.round[id] != c.Round { // what others did in this round is no repetition
			x /= 4
		}
	}
	for n := t.count[stay(p, c, e.Event)]; n > 0; n-- { // what leaves a case where it is could be done again and again
		x /= 8
	}
	if fresh {
		x *= 8
	}
	if !e.Allowed {
		x *= 0.7
	}
	return x
}

// stay is the key under which somebody's acts that leave a case in its round are counted.
func stay(p *person, c *caseView, event string) string {
	return fmt.Sprintf("%s/%s in %d by %s", c.State.ID, event, c.Round, p.ID)
}

// givesUp reports whether an event withdraws the case: it leads there alone, or the initiator's act may lead there. What
// others do that may come to it, as a repayment booked after a withdrawal, ends what the initiator began.
func (d *domain) givesUp(state string, e *event) bool {
	withdraws := func(to named) bool { o, ends := d.outcome[to.ID]; return ends && o == d.withdrawn }
	if !slices.ContainsFunc(e.To, withdraws) {
		return false
	}
	if !slices.ContainsFunc(e.To, func(to named) bool { return !withdraws(to) }) {
		return true
	}
	of := d.Definition.Event(state, e.Event)
	return of != nil && onlyInitiator(of)
}

// weightWithdrawn keeps the walk to its share of withdrawn cases, spread over as many stages as it can: one of each
// first. The last of the share is left to whoever may end a case for the applicant.
func (w *Walk) weightWithdrawn(d *domain, fresh bool, how string) float64 {
	if d.Cases < 100 && slices.ContainsFunc(d.Stories, func(s scenario.Story) bool { return d.giving(&s) != "" }) {
		return 0 // the few that a short walk may have are for the stories
	}
	used, _ := w.givenUp(d, "")
	left := d.Cases/10 - used
	if how != "incident" {
		left--
	}
	switch {
	case left <= 0, !fresh && d.withdrawals() < len(d.form.States)-len(d.outcome):
		return 0
	case fresh:
		return 4
	default:
		return 0.02
	}
}

// withdrawn counts the cases of a procedure that were withdrawn.
func (w *Walk) withdrawn(d *domain) int {
	used := 0
	for _, t := range w.order {
		if t.dom == d && t.outcome == d.withdrawn {
			used++
		}
	}
	return used
}

// withdrawals counts from how many stages a case was withdrawn.
func (d *domain) withdrawals() int {
	n := 0
	for m := range d.fired {
		if _, to, _ := strings.Cut(m, ">"); d.outcome[to] == d.withdrawn {
			n++
		}
	}
	return n
}

func (w *Walk) weightBuiltin(p *person, t *track, round int, e *event, how string) float64 {
	if step, gap := t.script.next(e); step != nil && gap == 0 {
		return 60
	}
	switch e.Event {
	case doRecord, doConfirm:
		if how == "look" || e.Event == doConfirm && t.wrong {
			return 0
		}
		return 2
	case doCorrect:
		if t.wrong || w.rep.Done[doCorrect] == 0 {
			return 5
		}
		return 0.1
	case "advise", "sign_agree":
		return 2
	case "claim":
		if w.chance(0.04) {
			return 1
		}
		return 0
	case "sign_refuse":
		return 0.3
	case "release", "transfer", "delegate", "sign", "unsign", doTakeBack:
		if how == "look" && e.Event != doTakeBack || !w.chance(0.02) { // now and then: a case is to come to its end
			return 0
		}
		return 0.6
	case doRetry:
		return 0.2
	case doClose: // who closes early finds that few have voted
		if t.waited(round) || w.chance(0.02) {
			return 1
		}
		return 0
	case doExtend:
		switch {
		case w.rep.Done[doExtend] == 0:
			return 20
		case how == "incident":
			return 2
		}
		return 0.4
	case doRecuse:
		if how == "look" || t.recused || !w.others(p, t) {
			return 0
		}
		return 0.03
	default: // to abstain
		if w.chance(0.02) {
			return 1
		}
		return 0
	}
}

// The ways a meeting may end.
const (
	votePass     = "pass"
	voteFail     = "fail"
	voteTie      = "tie"
	voteNoQuorum = "no quorum"

	voteSecondTie = "second tie" // what a tie comes to after one
)

// sheet makes the record of a meeting with counts that add up. How it ends is drawn, rare ends first while nobody has
// seen them.
func (w *Walk) sheet(t *track, c *caseView) *sheet {
	var present []string
	for _, m := range c.Members {
		present = append(present, m.ID)
	}
	s := &sheet{HeldOn: w.today(), Minutes: "会议研究了该事项。" + w.opinion()}
	n := len(present)
	how := w.ending(t, c, n)
	switch how {
	case votePass:
		s.Yes = n
		if n > 3 && w.chance(0.3) {
			s.Yes, s.No = n-1, 1
		}
	case voteFail:
		s.No = n
		if n > 2 && w.chance(0.3) {
			s.Yes, s.No = 1, n-1
		}
	case voteTie:
		s.Yes, s.No, s.Abstain = n/2, n/2, n%2
	case voteNoQuorum:
		present = present[:n/3]
		s.Yes = len(present)
	}
	s.Present = append([]string{}, present...)
	t.note(c, how)
	return s
}

// note remembers how a meeting that is being recorded ends.
func (t *track) note(c *caseView, how string) {
	t.count[c.State.ID+" "+how]++
	t.count[c.State.ID+" last"] = slices.Index(endings, how)
}

var endings = []string{votePass, voteFail, voteTie, voteNoQuorum}

// vote is how the meeting that was recorded last ends; a tie after a tie is told apart.
func (t *track) vote(c *caseView) string {
	how := endings[t.count[c.State.ID+" last"]]
	if how == voteTie && t.count[c.State.ID+" "+voteTie] > 1 {
		return voteSecondTie
	}
	return how
}

func (w *Walk) ending(t *track, c *caseView, members int) string {
	if how := w.owedEnding(t, c); how != "" && members > 2 && w.chance(0.7) {
		return how
	}
	x := []float64{6, 0.4, 0.5, 0.4}
	for i, how := range endings {
		if t.dom.votes[c.State.ID+" "+how] == 0 {
			x[i] += 3
		}
	}
	if t.count[c.State.ID+" "+voteTie] > 0 && t.dom.votes[c.State.ID+" "+voteSecondTie] == 0 {
		return voteTie
	}
	if members < 3 || t.acts > 40 {
		return votePass
	}
	at := w.rng.Float64() * (x[0] + x[1] + x[2] + x[3])
	for i := range x {
		if at -= x[i]; at < 0 {
			return endings[i]
		}
	}
	return votePass
}

// owedEnding is how a meeting here must end to lead to what no case has done yet, or to an end that no meeting had yet; ""
// when every end has been seen.
func (w *Walk) owedEnding(t *track, c *caseView) string {
	s := t.dom.Definition.State(c.State.ID)
	if s == nil {
		return ""
	}
	for i := range s.Tasks {
		v := s.Tasks[i].Vote
		if v == nil {
			continue
		}
		tied := t.count[c.State.ID+" "+voteTie] > 0
		for _, o := range []struct {
			event, how string
			fits       bool
		}{
			{v.SecondTie, voteTie, tied}, {v.No, voteFail, true}, {v.NoQuorum, voteNoQuorum, true}, {v.Tie, voteTie, !tied}, {v.SecondTie, voteTie, true},
		} {
			if o.event != "" && o.fits && t.dom.owes(c.State.ID, o.event) > 0 {
				return o.how
			}
		}
	}
	if t.count[c.State.ID+" "+voteTie] > 0 && w.rep.Done["vote "+voteSecondTie] == 0 {
		return voteTie
	}
	for _, how := range endings {
		if w.rep.Done["vote "+how] == 0 {
			return how
		}
	}
	return ""
}

// ballot weighs the ways to vote online: most members of one round are of one mind, or hardly a motion would pass.
func (w *Walk) ballot(t *track, c *caseView, e *event) float64 {
	s := t.dom.Definition.State(c.State.ID)
	if s == nil {
		return 1
	}
	for i := range s.Tasks {
		v := s.Tasks[i].Vote
		if v == nil || v.Held != "online" || e.Event != v.Yes && e.Event != v.No {
			continue
		}
		round := fmt.Sprintf("%s ballot %d", c.State.ID, c.Round)
		if t.count[round] == 0 {
			t.count[round] = 1
			if how := w.owedEnding(t, c); how == voteFail || how == "" && w.chance(0.25) {
				t.count[round] = 2
			}
		}
		if (t.count[round] == 1) == (e.Event == v.Yes) {
			return 20
		}
	}
	return 1
}

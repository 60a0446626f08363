package walker

import (
	"slices"
	"time"

	"dandang/engine/scenario"
)

// The encore follows what chance has done: people rest from whims, and what no case has done yet is played as the owners'
// stories tell it, through the same API.
const (
	// encoreFrom is the day on which it begins even where cases of chance are still open.
	encoreFrom = "2026-05-10"
	// lastEncore is the day from which no story is begun: those under way are to come to their ends.
	lastEncore = "2026-11-10"
	// together is how many stories of a procedure are on their way at once.
	together = 5
	// attempts is how often a story is begun; another cast may do what the first could not.
	attempts = 4
	// mostCases bounds the cases of a procedure, by how many were asked for.
	mostCases = 4
)

// callEncore begins the encore once every case that was asked for is there, and chance has brought them to their ends or
// had its time. Whoever handed his turns over takes them back, and the ledgers are full: stories count on both.
func (w *Walk) callEncore() {
	if w.encore {
		return
	}
	for _, d := range w.domains {
		if len(d.starters) > 0 && d.opened < d.Cases && w.now.Format(time.DateOnly) < encoreFrom {
			return
		}
	}
	open := slices.ContainsFunc(w.order, func(t *track) bool { return t.ours && t.status != closed && t.status != draft && !t.dated() })
	if open && w.now.Format(time.DateOnly) < encoreFrom {
		return
	}
	w.encore = true
	for len(w.delegated) > 0 {
		w.takeBackTurns()
	}
	for _, d := range w.domains {
		clear(d.told)
		d.squeeze, d.wantsTight = 0, false
		w.fund(d, plenty)
	}
}

// dated reports whether a case stands where a date moves it on.
func (t *track) dated() bool {
	s := t.dom.Definition.State(t.state)
	return s != nil && s.After != nil
}

// perform begins stories of a procedure that promise what no case has done yet.
func (w *Walk) perform(d *domain) {
	for range together {
		if w.err != nil || len(d.starters) == 0 || w.onStage(d) >= together || !w.performs(d) {
			return
		}
		before := d.opened
		if w.open(d); d.opened == before {
			return
		}
	}
}

// onStage counts the cases of a procedure that follow their stories to the letter.
func (w *Walk) onStage(d *domain) int {
	n := 0
	for _, t := range w.order {
		if t.dom == d && t.faithful() {
			n++
		}
	}
	return n
}

// performs reports whether another story is to be begun.
func (w *Walk) performs(d *domain) bool {
	return w.encore && len(d.starters) > 0 && d.opened < mostCases*d.Cases && w.now.Format(time.DateOnly) < lastEncore && w.nextStory(d) != nil
}

// nextStory is the story to begin: the one that promises most of what no case has done and none on its way has claimed; of
// equals the one that was tried least. One that ends in a withdrawal comes after all others. Where only withdrawals are missing and their share is used up, any other story
// makes room for them. nil where there is nothing to begin.
func (w *Walk) nextStory(d *domain) *scenario.Story {
	claimed := w.claimed(d)
	best, at := 0.0, -1
	for i := range d.Stories {
		story := &d.Stories[i]
		n := d.promises(story, claimed)
		if n == 0 || d.told[i] >= attempts || !w.mayGiveUp(d, story) || !w.opener(d, story) {
			continue
		}
		score := float64(n) / float64(1+3*d.told[i])
		if d.giving(story) != "" {
			score /= 1000
		}
		if score > best {
			best, at = score, i
		}
	}
	if at < 0 && w.crowded(d) {
		for i := range d.Stories {
			if story := &d.Stories[i]; d.giving(story) == "" && w.opener(d, story) && (at < 0 || d.told[i] < d.told[at]) {
				at = i
			}
		}
	}
	if at < 0 {
		return nil
	}
	return &d.Stories[at]
}

// opener reports whether somebody is free to open a case as a story does.
func (w *Walk) opener(d *domain, s *scenario.Story) bool {
	_, free := w.openers(d, s)
	return len(free) > 0
}

// tell notes that a story is begun.
func (d *domain) tell(s *scenario.Story) {
	for i := range d.Stories {
		if &d.Stories[i] == s {
			d.told[i]++
		}
	}
}

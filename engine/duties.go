package engine

import (
	"slices"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// TimerDuty reminds of a limit that spans states. Its round is 0, so that leaving a state does not stop it; Step is the
// duty's place in the memo times dutySteps, plus 0 when it is overdue and 1, 2 … for its reminders.
const TimerDuty = "duty"

const dutySteps = 32

// Duty is a limit that runs on through states, and after the end of the case, until an event fulfils it. It reminds; it
// never decides anything.
type Duty struct {
	State    string         `json:"state"` // whose entry started it
	ID       string         `json:"id"`
	Clock    *workday.Clock `json:"clock,omitempty"` // nil while the date that it runs from is not known
	Due      workday.Due    `json:"due"`
	Event    string         `json:"event,omitempty"` // that fulfilled it
	MetAt    int64          `json:"met_at,omitempty"`
	Told     bool           `json:"told,omitempty"` // that it is overdue
	OpenedAt int64          `json:"opened_at"`
}

// DutyStatus is where a duty stands.
type DutyStatus string

// The statuses of a duty.
const (
	DutyWaiting DutyStatus = "waiting" // for the date that it runs from
	DutyRunning DutyStatus = "running"
	DutyOverdue DutyStatus = "overdue"
	DutyMet     DutyStatus = "met"
	DutyLate    DutyStatus = "met_late" // fulfilled after its due
)

// Status is where the duty stands at a moment. A provisional due never counts as passed.
func (k Duty) Status(now int64) DutyStatus {
	passed := func(at int64) bool { return k.Due.At != 0 && !k.Due.Provisional && k.Due.At <= at }
	switch {
	case k.MetAt != 0 && passed(k.MetAt):
		return DutyLate
	case k.MetAt != 0:
		return DutyMet
	case k.Clock == nil:
		return DutyWaiting
	case passed(now):
		return DutyOverdue
	}
	return DutyRunning
}

func (d *decision) dutySpec(k Duty) *process.DutyClock {
	if s := d.p.State(k.State); s != nil {
		for i := range s.Duties {
			if s.Duties[i].ID == k.ID {
				return &s.Duties[i]
			}
		}
	}
	return nil
}

// startDuties starts the duties of the state entered, but for those that run already. One whose condition does not hold
// (or cannot be judged) waits for a field to change while the case is in the state.
func (d *decision) startDuties(s *process.State) {
	for i := range s.Duties {
		spec := &s.Duties[i]
		running := slices.ContainsFunc(d.c.Memo.Duties, func(k Duty) bool {
			return k.State == s.ID && k.ID == spec.ID && (k.MetAt == 0 || k.OpenedAt >= d.r.OpenedAt)
		})
		if running {
			continue
		}
		if spec.When != nil {
			if truth, _ := spec.When.Test(d.env(d.cmd.Actor)); truth != guardYes {
				continue
			}
		}
		d.c.Memo.Duties = append(slices.Clone(d.c.Memo.Duties), Duty{State: s.ID, ID: spec.ID, OpenedAt: d.now})
		d.anchorDuty(len(d.c.Memo.Duties)-1, spec)
		d.noteExtra("duties", spec.Name)
	}
}

// anchorDuty starts the clock of a duty once the date that it runs from is known, or anew when that was corrected.
func (d *decision) anchorDuty(i int, spec *process.DutyClock) {
	k := d.c.Memo.Duties[i]
	k.Clock, k.Due, k.Told = nil, workday.Due{}, false
	at, ok := d.anchor(spec.From)
	if ok && spec.From == "" {
		at = k.OpenedAt
	}
	if ok {
		clock := workday.Start(spec.Due.Duration, at)
		k.Clock, k.Due = &clock, d.snap.Facts.Calendar.Due(clock)
	}
	d.putDuty(i, k)
	d.timeDuties()
}

func (d *decision) putDuty(i int, k Duty) {
	d.c.Memo.Duties = slices.Clone(d.c.Memo.Duties)
	d.c.Memo.Duties[i] = k
}

// timeDuties sets the timers of all duties that run, in place of those that were set.
func (d *decision) timeDuties() {
	if len(d.c.Memo.Duties) == 0 {
		return
	}
	stop := TimerStop{Case: d.c.ID, Kind: TimerDuty, Group: "*"}
	d.ch.StopTimers = append(d.ch.StopTimers, stop)
	d.dropNew(stop)
	for i, k := range d.c.Memo.Duties {
		spec := d.dutySpec(k)
		if spec == nil || k.MetAt != 0 || k.Clock == nil {
			continue
		}
		if !k.Told {
			d.timeDuty(i*dutySteps, k.Due)
		}
		for n, before := range spec.Remind {
			due := d.snap.Facts.Calendar.Before(k.Due, before)
			due.Provisional = due.Provisional || k.Due.Provisional
			if due.At > d.now && n+1 < dutySteps {
				d.timeDuty(i*dutySteps+n+1, due)
			}
		}
	}
}

func (d *decision) timeDuty(step int, due workday.Due) {
	d.ch.Timers = append(d.ch.Timers, Timer{ID: d.id(), Case: d.c.ID, Kind: TimerDuty, Step: step, At: due.At, Provisional: due.Provisional})
}

// fulfil marks the duties that an event fulfils, late or not.
func (d *decision) fulfil(event string) {
	met := false
	for i, k := range d.c.Memo.Duties {
		if spec := d.dutySpec(k); spec != nil && k.MetAt == 0 && slices.Contains(spec.Until, event) {
			k.MetAt, k.Event = d.now, event
			d.putDuty(i, k)
			d.noteExtra("duties_met", spec.Name)
			met = true
		}
	}
	if met {
		d.timeDuties()
	}
}

// reanchorDuties follows the dates that duties run from, also after the state that started them.
func (d *decision) reanchorDuties() {
	for i, k := range d.c.Memo.Duties {
		spec := d.dutySpec(k)
		if spec == nil || spec.From == "" || k.MetAt != 0 {
			continue
		}
		if _, changed := d.patch[spec.From]; changed {
			d.anchorDuty(i, spec)
		}
	}
	if len(d.patch) > 0 {
		d.startDuties(d.state())
	}
}

// reclockDuties derives the dues again under the calendar as it is now.
func (d *decision) reclockDuties() bool {
	changed := false
	for i, k := range d.c.Memo.Duties {
		if k.Clock == nil || k.MetAt != 0 {
			continue
		}
		if due := d.snap.Facts.Calendar.Due(*k.Clock); due != k.Due {
			k.Due, k.Told = due, false
			d.putDuty(i, k)
			changed = true
		}
	}
	if changed {
		d.timeDuties()
	}
	return changed
}

// dutyTimer reminds of a duty, or says that it is overdue. A calendar published meanwhile may have moved it.
func (d *decision) dutyTimer(t *Timer) {
	i := t.Step / dutySteps
	if i >= len(d.c.Memo.Duties) || d.c.Memo.Duties[i].MetAt != 0 {
		return
	}
	if d.reclockDuties() && d.c.Memo.Duties[i].Due.At > d.now {
		return
	}
	k := d.c.Memo.Duties[i]
	spec := d.dutySpec(k)
	if spec == nil {
		return
	}
	to := d.reminded(spec)
	if t.Step%dutySteps > 0 {
		d.message("remind", to, msgDutyRemind.Text(d.titleText(), spec.Name, k.Due.Date.Chinese()))
		return
	}
	k.Told = true
	d.putDuty(i, k)
	for _, p := range d.dutyOwners() {
		if !slices.Contains(to, p) {
			to = append(to, p)
		}
	}
	d.message("overdue", to, msgDutyOverdue.Text(d.titleText(), spec.Name, k.Due.Date.Chinese()))
}

// reminded is who hears of a duty: whom it names, or who holds an open task, or when nobody does the owner. Who must keep
// out of the case hears nothing.
func (d *decision) reminded(spec *process.DutyClock) []PersonID {
	to := d.awaited()
	if len(spec.By) > 0 {
		to, _ = d.people(spec.By)
	}
	if len(to) == 0 {
		to = d.dutyOwners()
	}
	return slices.DeleteFunc(slices.Clone(to), func(p PersonID) bool { return d.conflict(p) != "" })
}

// dutyOwners are those who see to what goes wrong in the procedure: whom 异常交给 names, else its owner, who may not know
// cases of a restricted one.
func (d *decision) dutyOwners() []PersonID { return d.responsible("") }

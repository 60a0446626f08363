package directory

import "slices"

// checkDelegations keeps delegation to one step: who acts for somebody hands nothing on meanwhile (不得转委托), two people
// never stand in for each other, and nobody has two delegates for the same thing at the same time.
func (c *checker) checkDelegations(leaves []Leave) {
	for i := range leaves {
		a := &leaves[i]
		c.index = i
		for j := range leaves[:i] {
			b := &leaves[j]
			if !a.overlaps(b) {
				continue
			}
			switch {
			case a.Person == b.Person:
				c.say("Delegate", "“%s”在这段时间已经委托“%s”代办,请先结束那一项委托或错开日期", c.name(a.Person), c.name(b.Delegate))
			case a.Person == b.Delegate && a.Delegate == b.Person:
				c.say("Delegate", "“%s”与“%s”不能在同一段时间互相委托代办,请另写一人或错开日期", c.name(a.Person), c.name(a.Delegate))
			case a.Person == b.Delegate:
				c.say("Delegate", "“%s”在这段时间正代“%s”办理,不得转委托,请另作安排或错开日期", c.name(a.Person), c.name(b.Person))
			case a.Delegate == b.Person:
				c.say("Delegate", "“%s”在这段时间已委托“%s”代办,不能再受托,请另写一人或错开日期", c.name(a.Delegate), c.name(b.Delegate))
			}
		}
	}
}

// overlaps: both hand something over, on some day, in some process, that the other does too.
func (l *Leave) overlaps(o *Leave) bool {
	if l.Delegate == "" || o.Delegate == "" || l.Ended != 0 || o.Ended != 0 {
		return false
	}
	if l.Until < o.From || o.Until < l.From {
		return false
	}
	return len(l.Processes) == 0 || len(o.Processes) == 0 ||
		slices.ContainsFunc(l.Processes, func(p string) bool { return slices.Contains(o.Processes, p) })
}

package guard

import (
	"math/big"
	"time"
)

// shift checks plus_days, plus_months and plus_years: a day and a whole number give a day.
func (c *checker) shift(n *node) {
	n.typ = T(Date)
	day, count := n.args[0], n.args[1]
	usage := "写法是 " + functions[string(n.op)].usage
	if !day.bad {
		c.coerce(day, T(Date))
		if k := day.typ.Kind; !day.bad && k != Date && k != Instant {
			c.fail(day, usage, "“%s”是%s,不是日期", day, day.typ)
		}
	}
	if !count.bad && count.typ.Kind != Int {
		c.fail(count, usage, "“%s”是%s,不是整数", count, count.typ)
	}
	spoiled(n)
}

// aggregate checks sum, latest and earliest: a list of what they can add up or order gives one item.
func (c *checker) aggregate(n *node) {
	list := n.args[0]
	if spoiled(n) {
		return
	}
	usage := "写法是 " + functions[string(n.op)].usage
	if list.typ.Kind != List || list.typ.Elem == nil {
		c.fail(list, usage, "“%s”是%s,不是列表", list, list.typ)
		n.bad = true
		return
	}
	n.typ = *list.typ.Elem
	fits, what := n.typ.Kind == Date || n.typ.Kind == Instant, "日期"
	if n.op == OpSum {
		fits, what = n.typ.numeric() || n.typ.Kind == Money, "数字或金额"
	}
	if !fits {
		c.fail(list, usage, "“%s”里是%s,不是%s", list, n.typ, what)
		n.bad = true
	}
}

// shift moves a day. A month or year later is the same day of that month, or its last day where it has none
// (2026-01-31 and one month are 2026-02-28).
func (r *run) shift(n *node) Value {
	a, b := r.eval(n.args[0]), r.eval(n.args[1])
	if a == nil || b == nil {
		return nil
	}
	from, ok := day(a)
	if !ok {
		return r.cannot(reasonDate, n)
	}
	count, ok := b.(IntV)
	if !ok {
		return r.cannot(reasonMismatch, n)
	}
	if count > maxShift || count < -maxShift {
		return r.cannot(reasonRange, n)
	}
	to := from
	switch n.op {
	case OpPlusDays:
		to = from.AddDate(0, 0, int(count))
	case OpPlusMonths:
		to = laterMonth(from, int(count))
	default:
		to = laterMonth(from, 12*int(count))
	}
	if y := to.Year(); y < 1 || y > 9999 {
		return r.cannot(reasonRange, n)
	}
	return DateV(to.Format(time.DateOnly))
}

// maxShift bounds the number that is added to a day; more would leave the years that can be written.
const maxShift = 4_000_000

func laterMonth(from time.Time, months int) time.Time {
	first := time.Date(from.Year(), from.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(from.Day(), last)-1)
}

// aggregate is the sum, or the latest or earliest item, of a list. One missing item makes it unknown, and so does an
// empty list where an item is asked for.
func (r *run) aggregate(n *node) Value {
	list, ok := r.eval(n.args[0]).(ListV)
	if !ok {
		return nil
	}
	var best Value
	total := new(big.Rat)
	for _, item := range list {
		if item == nil {
			return r.lacking(n.args[0])
		}
		if n.op == OpSum {
			x, ok := rational(item)
			if !ok {
				return r.cannot(reasonMismatch, n)
			}
			total.Add(total, x)
			continue
		}
		if best == nil {
			best = item
			continue
		}
		c, ok := compare(item, best)
		if !ok {
			return r.cannot(reasonMismatch, n)
		}
		if c > 0 == (n.op == OpLatest) {
			best = item
		}
	}
	if n.op == OpSum {
		return r.result(n, total)
	}
	if best == nil {
		return r.lacking(n.args[0])
	}
	return best
}

// lacking names the paths of a list that has an item missing.
func (r *run) lacking(list *node) Value {
	r.unknown = append(r.unknown, reads(list)...)
	return nil
}

// swapped gives for an operation that picks one end of a list or of its arguments the one that picks the other.
var swapped = map[Op]Op{OpLatest: OpEarliest, OpEarliest: OpLatest}

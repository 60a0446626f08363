package scenario

import (
	"fmt"
	"strings"

	"dandang/engine"
)

// registers compares the case's latest line in each register with what a story says of it: {职称评审台账: [覃工, 副高]} are
// texts that the line must show; 无 means that the case was never entered there. A list names the registers it is in.
func (x *expectation) registers(n *node) string {
	if n.shape != mapping {
		return sameSet(x.listed(n), namesOf(x.snap.Case.Memo.Registers))
	}
	for _, p := range n.pairs() {
		rows, err := x.w.store.Entries(x.ctx, engine.EntryQuery{Process: x.snap.Case.Process, Register: p.key, Case: x.snap.Case.ID})
		if err != nil {
			return explain(err)
		}
		if p.val.shape == scalar && p.val.text == none {
			if len(rows) > 0 {
				return "台账“" + p.key + "”不应当有登记"
			}
			continue
		}
		if len(rows) == 0 {
			return "台账“" + p.key + "”没有登记"
		}
		last := rows[len(rows)-1]
		cells := []string{last.Number, last.Date, last.State, last.Outcome}
		for _, l := range last.Shown {
			cells = append(cells, l.Label+":"+l.Value)
		}
		line := strings.Join(cells, ";")
		for _, say := range x.r.strs(p.val) {
			if !strings.Contains(line, say) {
				return fmt.Sprintf("台账“%s”应当含“%s”,实际是“%s”", p.key, say, line)
			}
		}
	}
	return ""
}

// flags compares the last days of the flags that this case has set: {职称失信: 2029-09-09}, 无 for none.
func (x *expectation) flags(n *node) string {
	if set := x.snap.Case.Memo.Flags; n.text == none && len(set) > 0 {
		return differ(none, strings.Join(namesOf(set), "、"))
	}
	for _, p := range n.pairs() {
		if msg := differ(p.val.text, orNone(x.snap.Case.Memo.Flags[p.key].Until)); msg != "" {
			return "标记“" + p.key + "”" + msg
		}
	}
	return ""
}

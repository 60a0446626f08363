package scenario

import "dandang/engine/process"

// papers drops the steps of documents' lives, and who may read them.
func (m *maker) papers() {
	for i := range m.def.Documents {
		t := &m.def.Documents[i]
		add := func(what string, apply func(*process.Document)) {
			m.add("", "文书/"+t.ID+" "+what, t.Pos.Line, func(c *process.Definition) { apply(&c.Documents[i]) })
			m.list[len(m.list)-1].paper = t.ID
		}
		if len(t.Signer) > 0 {
			add("不用签发", func(t *process.Document) { t.Signer, t.Checker, t.Stamp = nil, nil, nil })
		}
		if len(t.Checker) > 0 {
			add("不用核稿", func(t *process.Document) { t.Checker = nil })
		}
		if len(t.Drafter) > 0 {
			add("由出具人拟稿", func(t *process.Document) { t.Drafter = nil })
		}
		if len(t.Stamp) > 0 {
			add("不用印", func(t *process.Document) { t.Stamp = nil })
		}
		for k := range t.Not {
			add("不得由 去掉第"+string(rune('1'+k))+"项", func(t *process.Document) { t.Not = without(t.Not, k) })
		}
		for k := range t.Serve {
			add("不送达第"+string(rune('1'+k))+"项", func(t *process.Document) { t.Serve = without(t.Serve, k) })
		}
		for k, role := range t.See {
			add(role+"不可见", func(t *process.Document) { t.See = without(t.See, k) })
		}
		if t.Number != "" {
			add("没有文号", func(t *process.Document) { t.Number = "" })
		}
		if t.ServedOn != "" {
			add("不记送达日期", func(t *process.Document) { t.ServedOn = "" })
		}
	}
}

package scenario

import (
	"context"
	"encoding/json"
	"strings"

	"dandang/engine/process"
)

// sealedText is how an expectation says that a sealed field holds a value: 字段: {反映人: 已密封}.
const sealedText = "已密封"

// open lets somebody open a sealed field: {以: 甲, 启封: 反映人, 理由: 核实, 含: 李四}.
func (w *world) open(ctx context.Context, s *step) bool {
	id, ok := w.cases[w.nameFor(s)]
	if !ok {
		return w.no(s.line, "还没有名为“%s”的办件", w.nameFor(s))
	}
	value, err := w.eng.Unseal(ctx, s.as, id, s.unseal, s.because)
	if s.refused != nil {
		if msg := s.refused.differs(err); msg != "" {
			return w.no(s.line, "%s启封“%s”%s", s.as, s.unseal, msg)
		}
		return true
	}
	if err != nil {
		return w.no(s.line, "%s启封“%s”应当成功,却被拒:%s", s.as, s.unseal, explain(err))
	}
	text, err := json.Marshal(value)
	if err != nil {
		return w.check(s.line, err)
	}
	for _, say := range s.says {
		if !strings.Contains(string(text), say) {
			return w.no(s.line, "启封的“%s”应当含“%s”,实际是%s", s.unseal, say, text)
		}
	}
	return true
}

// party is a party as a request carries it: an id of a person, {人员: id}, {单位: id}, or {姓名, 证件号码}.
func party(n *node) any {
	if n.shape != mapping {
		return n.text
	}
	words := map[string]string{"人员": process.KeyPerson, "单位": process.KeyUnit, "姓名": process.KeyName, "证件号码": process.KeyIDNo}
	out := map[string]any{}
	for _, p := range n.pairs() {
		key := p.key
		if en, ok := words[key]; ok {
			key = en
		}
		out[key] = p.val.text
	}
	return out
}

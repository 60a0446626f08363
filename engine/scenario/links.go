package scenario

import (
	"context"
	"fmt"
	"slices"

	"dandang/engine"
	"dandang/engine/process"
)

// Extra is a procedure that a scenario file uses beside the one under test, so that linked cases are real cases.
type Extra struct {
	Name   string // false-accusation.yaml
	Source []byte

	def *process.Definition // compiled once for all stories and mutants
}

// compiled is the file with its other procedures compiled, in a list of its own, and room for what its stories publish.
func (f File) compiled() (File, error) {
	list := slices.Clone(f.Others)
	for i := range list {
		if list[i].def != nil {
			continue
		}
		d, err := process.Compile(list[i].Name, list[i].Source)
		if err != nil {
			return f, fmt.Errorf("流程“%s”:%w", list[i].Name, err)
		}
		list[i].def = d
	}
	f.Others = list
	if f.published == nil {
		f.published = &library{}
	}
	return f, nil
}

// about is the procedure of a case: the one under test, or one of the others.
func (w *world) about(ctx context.Context, id string) *process.Definition {
	snap, err := w.snapshot(ctx, id)
	if err != nil || snap.Case.ID == "" {
		return w.def
	}
	return w.procedure(snap.Case.Process)
}

func (w *world) procedure(key string) *process.Definition {
	if d, ok := w.others[key]; ok {
		return d
	}
	return w.def
}

// outside reports whether a procedure is none of the file's: its cases are played by 关联 steps.
func (w *world) outside(key string) bool { return key != w.def.Key && w.others[key] == nil }

// installOthers puts the other procedures of the file in force.
func (w *world) installOthers(ctx context.Context) error {
	file, err := w.file.compiled()
	if err != nil {
		return err
	}
	w.file = file
	for _, x := range w.file.Others {
		w.others[x.def.Key] = x.def
		if _, err := w.eng.Install(ctx, x.Name, x.Source, ""); err != nil {
			return fmt.Errorf("装入流程“%s”:%w", x.Name, err)
		}
	}
	return nil
}

// adopt gives linked cases their names in the story: the 名目 under which they were started.
func (w *world) adopt(ctx context.Context, id string) {
	snap, err := w.snapshot(ctx, id)
	if err != nil {
		return
	}
	for name, l := range snap.Case.Memo.Links {
		if l.Rev == 0 || w.outside(l.Process) || w.cases[name] == l.Case {
			continue
		}
		w.cases[name] = l.Case
		if !slices.Contains(w.opened, l.Case) {
			w.opened = append(w.opened, l.Case)
		}
	}
}

// endLink plays the end of a linked case whose procedure the file does not have: {关联: 复核, 办结: 维持, 带回: {结论: 免责}}.
func (w *world) endLink(ctx context.Context, s *step) bool {
	id, ok := w.cases[w.nameFor(s)]
	if !ok {
		return w.no(s.line, "还没有名为“%s”的办件", w.nameFor(s))
	}
	snap, err := w.snapshot(ctx, id)
	if err != nil {
		return w.check(s.line, err)
	}
	l, ok := snap.Case.Memo.Links[s.link]
	switch {
	case !ok:
		return w.no(s.line, "没有启动名目为“%s”的办件", s.link)
	case !w.outside(l.Process):
		return w.no(s.line, "“%s”是真的办件,请一步步办理它", s.link)
	}
	report := &engine.Report{
		Name: s.link, Case: l.Case, Rev: l.Rev + 1, Status: engine.Closed, State: s.ends, Outcome: s.ends, Values: engine.Fields{},
	}
	take := w.procedure(snap.Case.Process).Awaited(s.link)
	for _, p := range s.with {
		for field, from := range take {
			if from == p.key {
				report.Values[from] = w.wire(w.procedure(snap.Case.Process).Field(field), p.val)
			}
		}
		if report.Values[p.key] == nil {
			return w.no(s.line, "“等待办结”没有带回“%s”", p.key)
		}
	}
	_, err = w.eng.Act(ctx, engine.Command{Kind: engine.DoLink, Case: id, Report: report})
	return w.check(s.line, err)
}

// links compares what is expected of linked cases: {名目: {环节, 状态, 结果, 编号}} or 无, and of people {张三: 无} or
// {张三: [原件]}: which linked cases they are told of, 原件 being the one that started this.
func (x *expectation) links(n *node) string {
	for _, p := range n.pairs() {
		l, ok := x.snap.Case.Memo.Links[p.key]
		switch {
		case ok && p.val.shape == mapping:
			if msg := x.link(l, p.val); msg != "" {
				return "“" + p.key + "”的" + msg
			}
		case ok && p.val.text != none:
			return "“" + p.key + "”要写 {环节: …, 结果: …} 或 无"
		case ok:
			return "不应有“" + p.key + "”"
		case p.val.shape == mapping:
			return "没有启动“" + p.key + "”"
		case x.w.someone(p.key):
			if msg := x.told(p.key, p.val); msg != "" {
				return msg
			}
		}
	}
	return ""
}

func (w *world) someone(id string) bool {
	_, ok := w.book.Person(id)
	return ok
}

func (x *expectation) link(l engine.Link, n *node) string {
	m := x.r.keyed(n, "state", "status", "outcome", "number", "fields")
	for _, c := range []struct{ key, is string }{
		{"state", l.State}, {"status", string(l.Status)}, {"outcome", l.Outcome}, {"number", l.Number},
	} {
		if m[c.key] == nil {
			continue
		}
		want := m[c.key].text
		if c.key == "status" {
			want = value(want)
		}
		if msg := differ(want, orNone(c.is)); msg != "" {
			return chinese(c.key) + ":" + msg
		}
	}
	return ""
}

func (x *expectation) told(person string, n *node) string {
	var names []string
	v, err := x.w.eng.View(x.ctx, person, x.snap.Case.ID)
	if err == nil {
		for _, l := range v.Links {
			name := l.Name
			switch l.Role {
			case engine.RoleParent:
				name = "原件"
			case engine.RoleMain:
				name = "主件"
			case engine.RoleDuplicate:
				name = "重复件"
			}
			names = append(names, name)
		}
	}
	want := x.r.strs(n)
	if len(want) == 1 && want[0] == none {
		want = nil
	}
	if !slices.Equal(want, names) {
		return fmt.Sprintf("“%s”应当看到关联%v,实际%v", person, want, names)
	}
	return ""
}

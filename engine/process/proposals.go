package process

import "slices"

// proposal builds whether an event proposes how to handle the case (拟办意见), or adopts what was proposed.
func (b *builder) proposal(e *Event, s *eventSrc, in *stateSrc) {
	if p := s.Propose; p != nil {
		e.Propose, e.Suggest = p.Word.s != "false", strs(p.List)
		for _, t := range p.List {
			f := b.fieldRef(t)
			if f == nil {
				continue
			}
			if slices.Contains([]FieldType{Files, Table, Party}, f.Type) || f.Sealed || f.Sensitive || f.Filled != "" || b.computed(f.ID) {
				b.errorAt(t.n, "suggest-type", "请改用人员、单位、单选、日期、金额等字段", "“%s”不能作为拟办的建议", f.Name)
			}
		}
		b.noRepeats(p.List, "字段")
	}
	e.Adopt = s.Adopt.v
	if e.Adopt && (e.Propose || in == nil || len(e.By) > 0 || e.Asked) {
		b.errorAt(s.Adopt.n, "adopt-who", "请写在本环节办理人的动作上", "动作“%s”不能采纳拟办意见", e.Name)
	}
	vote := func(t *taskSrc) bool { return t != nil && t.Vote != nil }
	if e.Adopt && in != nil && (vote(in.Task) || slices.ContainsFunc(in.Tasks, func(t entry[taskSrc]) bool { return vote(&t.Val) })) {
		b.errorAt(s.Adopt.n, "adopt-vote", "请改写“表决对象: 拟办意见”", "票决的结果由票数定,动作“%s”不能写“采纳”", e.Name)
	}
}

// checkAdopt: what may be adopted is proposed somewhere, and the stage that adopts it may write what was suggested.
func (b *builder) checkAdopt(s *State, e *Event, key text) {
	if !e.Adopt {
		return
	}
	var fields []string
	found := false
	note := func(list []Event) {
		for i := range list {
			if list[i].Propose {
				found = true
				fields = append(fields, list[i].Suggest...)
			}
		}
	}
	note(b.def.Everywhere)
	for i := range b.def.States {
		note(b.def.States[i].On)
	}
	if !found {
		b.errorAt(key.n, "adopt-nothing", "请在前面的环节给一个动作写“拟办: 是”", "动作“%s”采纳拟办意见,但没有动作提出拟办意见", e.Name)
	}
	for _, id := range fields {
		if f := b.field1(id); f != nil && !b.def.EditableIn(s.ID, id) {
			b.errorAt(key.n, "adopt-editable", "请把它加到本环节的“可填”", "“%s”可以由拟办建议,但采纳的环节“%s”不能填它", f.Name, s.Name)
		}
	}
}

// Suggestible are the fields that some event of the procedure may suggest values for, in the order of the fields.
func (d *Definition) Suggestible() []string {
	var ids []string
	for i := range d.Fields {
		id := d.Fields[i].ID
		suggests := func(list []Event) bool {
			return slices.ContainsFunc(list, func(e Event) bool { return slices.Contains(e.Suggest, id) })
		}
		if suggests(d.Everywhere) || slices.ContainsFunc(d.States, func(s State) bool { return suggests(s.On) }) {
			ids = append(ids, id)
		}
	}
	return ids
}

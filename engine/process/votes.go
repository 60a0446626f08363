package process

import "slices"

// voteSecret checks what a secret ballot leaves no room for. In a meeting the sheet has counts only, so that
// 无记名 there asks nothing of the engine.
func (b *builder) voteSecret(v *Vote, s *voteSrc) {
	if !v.Secret {
		return
	}
	if v.Early {
		b.errorAt(s.Early.n, "secret-early", "请删去“提前结束”", "无记名表决不能提前结束,否则会泄露投票情况")
	}
	if v.Held == "online" && len(v.Chair) > 0 {
		b.errorAt(s.Secret.n, "secret-chair", "请删去“主持人”或“无记名”", "无记名表决不分先后,不能写“主持人”")
	}
}

// voteClose checks how a vote ends and what it is about.
func (b *builder) voteClose(v *Vote, s *voteSrc) {
	if v.Held == "online" && v.Close == "chair" && len(v.Recorder) == 0 {
		b.errorAt(s.Close.n, "missing-recorder", "请补上“记录人: 角色”,由他结束投票", "由主持人截止的票决没有写记录人")
	}
	if v.Held == "online" && v.On == "proposal" {
		b.errorAt(s.On.n, "vote-form", "请改为“形式: 会议”,或在前一环节填好拟办意见", "线上票决不能写“表决对象: 拟办意见”")
	}
}

// checkVote looks at a vote once the whole procedure is known.
func (b *builder) checkVote(s *State, t *Task, key text) {
	v := t.Vote
	if v == nil {
		return
	}
	if v.Close == "due" && t.Due == nil {
		b.errorAt(key.n, "close-without-due", "请给任务补上“期限”", "环节“%s”的票决由期限截止,但任务没有期限", s.Name)
	}
	if f := b.def.Field(v.Roster); f != nil && b.def.EditableIn(s.ID, f.ID) {
		b.errorAt(key.n, "roster-editable", "请从本环节的“可填”中去掉,在前一环节确定名单", "环节“%s”按名单“%s”表决,表决中不能再改名单", s.Name, f.Name)
	}
	if !v.Secret || v.Held != "online" {
		return
	}
	for _, id := range []string{v.Yes, v.No} {
		e := b.def.Event(s.ID, id)
		if e == nil {
			continue
		}
		if slices.ContainsFunc(e.Needs, func(n Need) bool { return n.Kind != "field" }) {
			b.errorAt(key.n, "secret-needs", "请从“需填”中删去意见、附件和补正事项", "无记名表决的动作“%s”不能要求填意见或附件,否则会泄露是谁投的", e.Name)
		}
		if len(e.By) > 0 {
			b.errorAt(key.n, "secret-by", "请删去“由”", "无记名表决的动作“%s”由名单上的人投票,不能另写“由”", e.Name)
		}
	}
}

// fieldPeople checks what is asked of the people entered in a field.
func (b *builder) fieldPeople(f *Field, s *fieldSrc) {
	if !s.HoldersOf.set() {
		return
	}
	f.HoldersOf = s.HoldersOf.s
	b.roleRef(s.HoldersOf)
}

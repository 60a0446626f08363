package scenario

import (
	"context"

	"dandang/engine"
)

// interventions maps what 特殊处置 may say to the engine's words.
var interventions = map[string]string{
	"指定环节": engine.InterveneJump, "指定办理人": engine.InterveneReassign, "终止办理": engine.InterveneClose,
	"确认": engine.EventIntervene, "不确认": engine.EventDecline,
}

// intervene proposes an intervention, or lets a second person confirm or refuse the one that waits:
// {以: 督甲, 特殊处置: 指定环节, 转到: 补正, 意见: 录入有误}; {以: 督乙, 特殊处置: 确认, 意见: 属实}.
func (w *world) intervene(ctx context.Context, s *step) bool {
	act := s.intervene
	if en, ok := interventions[act]; ok {
		act = en
	}
	id, ok := w.cases[w.nameFor(s)]
	if !ok {
		return w.no(s.line, "还没有名为“%s”的办件", w.nameFor(s))
	}
	snap, err := w.snapshot(ctx, id)
	if err != nil {
		return w.check(s.line, err)
	}
	cmd := engine.Command{Kind: engine.DoIntervene, Case: id, Actor: s.as, Event: engine.EventPropose, Opinion: s.opinion}
	switch act {
	case engine.EventIntervene, engine.EventDecline:
		cmd.Event, cmd.Intervention = act, &engine.Intervention{}
		if list := snap.Case.Memo.Interventions; len(list) > 0 {
			cmd.Intervention.ID = list[len(list)-1].ID
		}
	default:
		cmd.Intervention = &engine.Intervention{Kind: act, To: w.stateID(s.to), Person: s.who}
		for _, t := range snap.Tasks {
			if act == engine.InterveneReassign && t.Status == engine.TaskOpen && t.Kind == engine.Work && t.Group == s.group {
				cmd.Intervention.Task = t.ID
			}
		}
	}
	return w.ended(s, "特殊处置", w.acted(w.road.Act(ctx, cmd)))
}

func (w *world) acted(_ engine.Result, err error) error { return err }

// stateID finds a state by id or name; what is neither stays as it is.
func (w *world) stateID(text string) string {
	for i := range w.def.States {
		if w.def.States[i].Name == text {
			return w.def.States[i].ID
		}
	}
	return text
}

// ended compares how something ended with what the step says.
func (w *world) ended(s *step, what string, err error) bool {
	if s.refused == nil {
		return w.check(s.line, err)
	}
	if msg := s.refused.differs(err); msg != "" {
		return w.no(s.line, "%s做“%s”%s", s.as, what, msg)
	}
	return true
}

// handOver hands somebody's turns over in bulk: {以: 管理员, 移交: 张三, 交给: 李四, 意见: 调离, 成功: 2}. Each that stays must
// say why in the words of 被拒.
func (w *world) handOver(ctx context.Context, s *step) bool {
	h := engine.Handover{From: s.handover, To: s.who, Reason: s.opinion}
	plan, err := w.road.Handover(ctx, s.as, engine.Handover{From: h.From, To: h.To, Reason: h.Reason, Preview: true})
	if err != nil {
		return w.ended(s, "离岗移交", err)
	}
	items, err := w.road.Handover(ctx, s.as, h)
	if err != nil {
		return w.check(s.line, err)
	}
	handed := 0
	for i, item := range items {
		if i >= len(plan) || plan[i].Handed != item.Handed || plan[i].Why != item.Why {
			return w.no(s.line, "离岗移交与预览不一致:“%s”", item.StateName)
		}
		if item.Handed {
			handed++
			continue
		}
		refusal := &engine.Refusal{Code: item.Code, Detail: item.Why}
		if s.refused == nil {
			return w.no(s.line, "“%s”没有移交:%s", item.StateName, item.Why)
		}
		if msg := s.refused.differs(refusal); msg != "" {
			return w.no(s.line, "离岗移交“%s”%s", item.StateName, msg)
		}
	}
	if s.succeed >= 0 && handed != s.succeed {
		return w.no(s.line, "应移交%d项,实际%d项(共%d项)", s.succeed, handed, len(items))
	}
	return true
}

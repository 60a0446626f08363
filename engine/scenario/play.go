package scenario

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"

	"dandang/engine"
	"dandang/engine/process"
)

// maxDepth bounds step groups that call each other.
const maxDepth = 16

// play runs steps in order. It stops at the first step that does not go as told: what follows would only repeat it.
// It answers whether all went well.
func (w *world) play(ctx context.Context, steps []step, depth int) bool {
	for i := range steps {
		if !w.playOne(ctx, &steps[i], depth) {
			return false
		}
	}
	return true
}

func (w *world) playOne(ctx context.Context, s *step, depth int) bool {
	switch s.kind {
	case stepAct:
		if s.unseal != "" {
			return w.open(ctx, s)
		}
		return w.perform(ctx, s)
	case stepWait:
		at := s.waitUntil
		if at == 0 {
			at = w.later(s.wait)
		}
		if at < w.now.Load() {
			return w.no(s.line, "“等到”的时间已经过去,现在是%s", stamp(w.now.Load()))
		}
		return w.check(s.line, w.advance(ctx, at))
	case stepExpect:
		return w.expectations(ctx, s)
	case stepBudget:
		for _, b := range s.budgets {
			if err := w.setBudget(ctx, b); err != nil {
				return w.check(s.line, err)
			}
		}
		return true
	case stepChange:
		before := w.setup
		w.setup = w.setup.with(s.change)
		err := w.rebuild(w.calendar)
		w.turned(s, engine.Command{}, engine.Snapshot{}, err)
		if err != nil || s.refused != nil {
			w.setup = before
			return w.unchanged(s, err)
		}
		_, err = w.eng.Reassess(ctx)
		return w.check(s.line, err)
	case stepStanding:
		return w.askStanding(ctx, s)
	case stepTogether:
		return w.together(ctx, s)
	case stepIntervene:
		return w.intervene(ctx, s)
	case stepHandover:
		return w.handOver(ctx, s)
	case stepBatch:
		return w.batch(ctx, s)
	case stepGather:
		return w.gather(ctx, s)
	case stepLink:
		return w.endLink(ctx, s)
	case stepPublish:
		return w.publish(ctx, s)
	case stepRoute:
		route, ok := w.setup.routes[s.route]
		if !ok || depth > maxDepth {
			return w.no(s.line, "“步骤组”下没有“%s”(或互相引用太深)", s.route)
		}
		w.nameFor(s)
		return w.play(ctx, route, depth+1)
	}
	return true
}

// unchanged compares a change that the directory or the calendar did not take with what the story says of it.
func (w *world) unchanged(s *step, err error) bool {
	if s.refused == nil {
		return w.check(s.line, err)
	}
	if msg := s.refused.differs(err); msg != "" {
		return w.no(s.line, "变动%s", msg)
	}
	return true
}

// publish puts a changed text of the procedure in force: open cases keep the version that they were submitted under.
func (w *world) publish(ctx context.Context, s *step) bool {
	text := string(w.file.Process)
	for _, e := range s.edits {
		if strings.Count(text, e[0]) != 1 {
			return w.no(s.line, "流程中“%s”应当恰好出现一次,实际%d次", e[0], strings.Count(text, e[0]))
		}
		text = strings.Replace(text, e[0], e[1], 1)
	}
	w.now.Add(1) // a version is in force from its own instant on
	_, err := w.eng.Install(ctx, w.file.ProcessName, []byte(text), "")
	return w.check(s.line, err)
}

// no reports a failure and answers false.
func (w *world) no(line int, format string, args ...any) bool {
	w.fail(line, format, args...)
	return false
}

func (w *world) check(line int, err error) bool {
	if err != nil {
		return w.no(line, "%s", explain(err))
	}
	return true
}

// perform lets somebody do something and compares how it ended with what the story says.
func (w *world) perform(ctx context.Context, s *step) bool {
	cmd, problem := w.command(ctx, s)
	if problem != "" {
		return w.no(s.line, "%s", problem)
	}
	if !declares(w.about(ctx, cmd.Case), cmd.Event) {
		if done, err := w.desk(ctx, cmd, s.stale); done {
			snap, _ := w.snapshot(ctx, cmd.Case)
			w.turned(s, cmd, snap, err)
			return w.ended(s, s.what(), err)
		}
	}
	return w.send(ctx, s, cmd)
}

// send carries a command out and compares how it ended with what the step says.
func (w *world) send(ctx context.Context, s *step, cmd engine.Command) bool {
	before, _ := w.snapshot(ctx, cmd.Case)
	w.notice(before)
	res, err := w.do(ctx, cmd)
	w.turned(s, cmd, before, err)
	if before.Case.ID == "" || before.Case.Process == w.def.Key {
		w.hits.attempt(w.def, before, cmd.Start, err)
	}
	if err == nil {
		w.hits.rests(ctx, w, res.Case.ID)
	}
	if err == nil && cmd.Kind == engine.DoOpen {
		w.cases[w.nameFor(s)] = res.Case.ID
		w.opened = append(w.opened, res.Case.ID)
	}
	for _, id := range slices.Clone(w.opened) {
		w.adopt(ctx, id)
	}
	w.hits.required(ctx, w, w.cases[w.nameFor(s)], cmd.Fields)
	if s.refused != nil {
		if msg := s.refused.differs(err); msg != "" {
			return w.no(s.line, "%s做“%s”%s", s.as, s.what(), msg)
		}
		return true
	}
	if err != nil {
		return w.no(s.line, "%s做“%s”应当成功,却被拒:%s", s.as, s.what(), explain(err))
	}
	return true
}

// what a step does, in the words of its file.
func (s *step) what() string { return cmp.Or(s.do, s.cast) }

// do sends a command the way a person's request goes: an objection through its notice, everything else as an act.
func (w *world) do(ctx context.Context, cmd engine.Command) (engine.Result, error) {
	if notice := w.notices[cmd.Case]; notice != "" && w.forReaders(cmd.Event) {
		return w.road.Object(ctx, cmd, notice)
	}
	return w.road.Act(ctx, cmd)
}

// forReaders reports whether an event is for whoever reads a notice.
func (w *world) forReaders(event string) bool {
	for i := range w.def.States {
		for _, e := range w.def.EventsIn(w.def.States[i].ID) {
			if e.ID == event && slices.ContainsFunc(e.By, func(p process.Who) bool { return p.Kind == process.ByReader }) {
				return true
			}
		}
	}
	return false
}

// command makes a command of a step.
func (w *world) command(ctx context.Context, s *step) (engine.Command, string) {
	cmd := engine.Command{Actor: s.as, Opinion: s.opinion, Items: s.items, To: s.to, Key: s.key, People: s.people, Place: s.place, Mode: s.mode}
	if s.key != "" {
		cmd.KeyHash = s.key + s.what() + strings.Join(s.items, ",")
	}
	name := w.nameFor(s)
	def := w.about(ctx, w.cases[name])
	fields, problem := w.fields(def, s.using, s.with)
	if problem != "" {
		return cmd, problem
	}
	cmd.Fields = fields
	if cmd.Suggest, problem = w.fields(def, nil, s.suggest); problem != "" {
		return cmd, problem
	}
	if s.into != "" {
		cmd.Into = w.cases[s.into]
	}
	act := s.do
	if s.cast != "" {
		if act, problem = w.choice(ctx, name, s.cast); problem != "" {
			return cmd, problem
		}
	}
	if a, ok := acts[act]; ok && !declares(def, act) {
		act = a
	}
	if act == actOpen || act == actOpenLinked {
		cmd.Kind, cmd.Process, cmd.Start = engine.DoOpen, w.def.Key, s.start
		if act == actOpenLinked { // as a case that the scenario does not have would start it
			cmd.Origin = &engine.Origin{Name: w.def.Name, Depth: 1}
		}
		w.onPaper(s, &cmd)
		return cmd, ""
	}
	id, ok := w.cases[name]
	if !ok {
		return cmd, "还没有名为“" + name + "”的办件"
	}
	cmd.Case, cmd.Kind, cmd.Event = id, engine.DoEvent, act
	if s.paper != nil {
		return w.paperCommand(ctx, s, cmd)
	}
	if act == "edit" {
		cmd.Kind, cmd.Event = engine.DoEdit, ""
	}
	snap, err := w.snapshot(ctx, id)
	if err != nil {
		return cmd, explain(err)
	}
	for _, e := range def.EventsIn(snap.Case.State) {
		if e.Name == s.do && s.cast == "" && def.Event(snap.Case.State, s.do) == nil {
			cmd.Event = e.ID
		}
	}
	if s.stale {
		old := snap.Case.Content - 1
		cmd.Content = &old
	}
	cmd.Task = taskOf(snap, cmp.Or(s.signed, s.as), s.group)
	w.onPaper(s, &cmd)
	if s.meeting != nil {
		cmd.Sheet, problem = w.sheet(snap, s.meeting)
	}
	return cmd, problem
}

// taskOf is the actor's open task in a group, "" when no group is named.
func taskOf(snap engine.Snapshot, actor, group string) string {
	if group == "" {
		return ""
	}
	for _, t := range snap.Tasks {
		if t.Group == group && t.Status == engine.TaskOpen && slices.Contains(t.Candidates, actor) {
			return t.ID
		}
	}
	return ""
}

// sheet reads the record of a meeting: {到会: 全体, 同意: 5, 不同意: 0, 弃权: 0, 纪要: …, 会议日期: 今天}. What is left out:
// everybody came, everybody agreed, the meeting was today, and there are minutes.
func (w *world) sheet(snap engine.Snapshot, n *node) (*engine.Sheet, string) {
	r := &reader{file: w.file.Name}
	m := r.keyed(n, "held_on", "present", "yes", "no", "abstain", "minutes", "chair", "chair_last")
	s := &engine.Sheet{HeldOn: string(w.today()), Minutes: "会议研究了本事项。"}
	if v, ok := m["minutes"]; ok {
		s.Minutes = r.str(v)
	}
	if v := r.str(m["held_on"]); v != "" && v != "今天" {
		s.HeldOn = v
	}
	for _, g := range snap.Round.Data.Groups {
		s.Present = slices.Clone(g.Seats)
	}
	switch names := r.strs(m["present"]); {
	case len(names) == 0, len(names) == 1 && names[0] == "全体":
	case len(names) == 1 && isNumber(names[0]):
		count, _ := strconv.Atoi(names[0])
		s.Present = s.Present[:min(count, len(s.Present))]
	default:
		s.Present = names
	}
	s.Chair, s.ChairLast = r.str(m["chair"]), r.yes(m["chair_last"], false)
	s.No, s.Abstain = r.num(m["no"], 0), r.num(m["abstain"], 0)
	s.Yes = r.num(m["yes"], len(s.Present)-s.No-s.Abstain)
	if len(r.problems) > 0 {
		return nil, r.problems[0].Error()
	}
	return s, ""
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// together lets several act at the same time and counts how many succeed.
func (w *world) together(ctx context.Context, s *step) bool {
	cmds := make([]engine.Command, len(s.together))
	for i := range s.together {
		cmd, problem := w.command(ctx, &s.together[i])
		if problem != "" {
			return w.no(s.together[i].line, "%s", problem)
		}
		cmds[i] = cmd
	}
	errs := make([]error, len(cmds))
	var wg sync.WaitGroup
	for i := range cmds {
		wg.Go(func() { _, errs[i] = w.do(ctx, cmds[i]) })
	}
	wg.Wait()
	ok := 0
	for i, err := range errs {
		if err == nil {
			ok++
			continue
		}
		if s.refused == nil {
			return w.no(s.together[i].line, "应当成功,却被拒:%s", explain(err))
		}
		if msg := s.refused.differs(err); msg != "" {
			return w.no(s.together[i].line, "同时办理时%s", msg)
		}
	}
	if s.succeed >= 0 && ok != s.succeed {
		return w.no(s.line, "同时办理应有%d个成功,实有%d个", s.succeed, ok)
	}
	return true
}

// differs says how a refusal is not the one expected, "" if it is.
func (x *refused) differs(err error) string {
	want := strings.TrimSpace(string(x.code) + " " + strings.Join(append(slices.Clone(x.says), x.fields...), "、"))
	if err == nil {
		return "应当被拒(" + want + "),却成功了"
	}
	if x.code != "" && engine.CodeOf(err) != x.code {
		return "应当因“" + want + "”被拒,实际是:" + explain(err)
	}
	text := explain(err)
	for _, say := range x.says {
		if !strings.Contains(text, say) {
			return "被拒的理由应当含“" + say + "”,实际是:" + text
		}
	}
	var r *engine.Refusal
	for _, f := range x.fields {
		if !errors.As(err, &r) || !slices.ContainsFunc(r.Problems, func(p engine.FieldProblem) bool { return p.Field == f }) {
			return "被拒时应当指明“" + f + "”,实际是:" + text
		}
	}
	return ""
}

// explain is an error with everything that it says to the person refused.
func explain(err error) string {
	var r *engine.Refusal
	if !errors.As(err, &r) {
		return err.Error()
	}
	text := string(r.Code) + ": " + r.Detail
	for _, p := range r.Problems {
		text += ";" + p.Field + ":" + p.Msg
	}
	return text
}

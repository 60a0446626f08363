package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

func startClaimed(t *testing.T, opts ...opt) (*world, string) {
	t.Helper()
	w, id := startHand(t, opts...)
	w.do("bob", id, "claim")
	return w, id
}

func TestSign_BeforeTheHolderWaitsForThem(t *testing.T) {
	t.Parallel()
	w, id := startClaimed(t, with("subject", "jim"))
	w.refused(engine.EMissing, []string{"位置", "怎样签"}, "bob", id, "sign", give("ivy"), say("请把关"))
	w.refused(engine.ERecused, []string{"人cat依规"}, "bob", id, "sign", give("cat"), say("请把关"), how("before", "all"))
	w.do("bob", id, "sign", give("ivy", "hal"), say("请把关"), how("before", "all"))
	w.refused(engine.EGuard, []string{"尚未签完"}, "bob", id, "agree")
	w.refused(engine.EGuard, []string{"尚未办完"}, "bob", id, "sign", give("gus"), say("x"), how("before", "all"))
	w.do("ivy", id, "sign_agree")
	w.refused(engine.EMissing, []string{"办理意见"}, "hal", id, "sign_refuse")
	w.do("hal", id, "sign_refuse", say("不妥"))
	require.Equal(t, "decide", w.do("bob", id, "agree").State, "an objection is on the record; who decides is the holder")
	w.whole(id)
}

func TestSign_AfterWhatTheHolderDidTakesEffectOnceTheyHaveSigned(t *testing.T) {
	t.Parallel()
	w, id := startClaimed(t)
	w.do("bob", id, "sign", give("ivy", "hal"), say("请把关"), how("after", "sequence"))
	require.Len(t, w.openTasks(id), 1, "they come after him")
	require.Equal(t, "work", w.do("bob", id, "agree", with("note", "写明")).State)
	w.refused(engine.ENotFound, nil, "hal", id, "sign_agree")
	w.do("ivy", id, "sign_agree")
	require.Equal(t, "decide", w.do("hal", id, "sign_agree").State)
	for _, p := range []string{"eve", "fay", "gus"} {
		w.do(p, id, "agree")
	}
	require.Empty(t, w.openTasks(id), "hal signed as a reviewer: he keeps out of the approval, and nobody is left to wait for")
	w.whole(id)
}

func TestSign_AnObjectionGivesTheHolderHisTurnBack(t *testing.T) {
	t.Parallel()
	w, id := startClaimed(t)
	w.do("bob", id, "sign", give("ivy", "hal"), say("请把关"), how("together", "all"))
	w.do("bob", id, "agree")
	w.do("ivy", id, "sign_refuse", say("缺材料"))
	open := w.openTasks(id)
	require.Len(t, open, 1)
	require.Equal(t, []string{"bob"}, open[0].Candidates)
	_, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"bob"}, w.openTasks(id)[0].Candidates)
	require.Equal(t, "未同意", outcomeName(w.do("bob", id, "refuse", say("按意见不同意"))))
	w.whole(id)
}

func outcomeName(c engine.Case) string {
	return map[string]string{"不同意": "未同意"}[c.Outcome]
}

func TestSign_AnyOneSuffices(t *testing.T) {
	t.Parallel()
	w, id := startClaimed(t)
	w.do("bob", id, "sign", give("ivy", "hal"), say("请把关"), how("after", "any"))
	w.do("bob", id, "agree")
	require.Equal(t, "decide", w.do("hal", id, "sign_agree").State)
	w.refused(engine.EForbidden, []string{"没有可以"}, "ivy", id, "sign_agree")
}

func TestSign_InACountersignTheMemberWaitsAndTheOthersDoNot(t *testing.T) {
	t.Parallel()
	w, id := startHand(t)
	w.do("bob", id, "agree")
	w.do("eve", id, "sign", give("ivy"), say("请把关"), how("after", "all"))
	w.do("eve", id, "agree")
	w.do("fay", id, "agree")
	w.do("gus", id, "agree")
	require.Equal(t, "decide", w.do("hal", id, "agree").State, "all have signed but one, whose signers have not")
	require.Equal(t, "同意", w.do("ivy", id, "sign_agree").Outcome)
	w.whole(id)
}

func TestUnsign_OnlyWhoWasAddedAndNeverTheLast(t *testing.T) {
	t.Parallel()
	w, id := startClaimed(t)
	w.do("bob", id, "sign", give("ivy", "hal", "gus"), say("请把关"), how("before", "sequence"))
	w.refused(engine.EMissing, []string{"理由"}, "bob", id, "unsign", give("ivy"))
	w.refused(engine.EGuard, []string{"人bob不是加签"}, "bob", id, "unsign", give("bob"), say("x"))
	w.do("bob", id, "unsign", give("ivy"), say("不必了"))
	require.Equal(t, []string{"hal"}, signers(w, id))
	w.do("hal", id, "sign_agree")
	w.refused(engine.EGuard, []string{"已经签过"}, "bob", id, "unsign", give("hal"), say("x"))
	w.do("bob", id, "unsign", give("gus"), say("够了"))
	require.Equal(t, "decide", w.do("bob", id, "agree").State)

	w, id = startClaimed(t)
	w.do("bob", id, "sign", give("ivy"), say("请把关"), how("before", "all"))
	w.refused(engine.EGuard, []string{"最后一人"}, "bob", id, "unsign", give("ivy"), say("x"))
	w.refused(engine.EGuard, []string{"不是加签"}, "ivy", id, "unsign", give("ivy"), say("x"))
	w.do("ivy", id, "recuse", say("同学"))
	require.Equal(t, "decide", w.do("bob", id, "agree").State, "nobody is left to sign: the holder is not kept waiting")
}

func signers(w *world, id string) []string {
	var list []string
	for _, t := range w.openTasks(id) {
		if t.Kind == engine.Signing {
			list = append(list, t.Candidates...)
		}
	}
	return list
}

func TestSign_TakingTheHeldActBackUndoesTheirTurns(t *testing.T) {
	t.Parallel()
	w, id := startClaimed(t)
	w.do("bob", id, "sign", give("ivy"), say("请把关"), how("after", "all"))
	w.do("bob", id, "agree")
	require.Equal(t, []string{"ivy"}, signers(w, id))
	w.do("bob", id, "take_back", say("再看看"))
	require.Empty(t, signers(w, id))
	require.Equal(t, []string{"bob"}, w.openTasks(id)[0].Candidates)
	w.do("bob", id, "agree")
	require.Equal(t, []string{"ivy"}, signers(w, id))
	require.Equal(t, "decide", w.do("ivy", id, "sign_agree").State)
	w.whole(id)
}

package storetest

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

var mailRules = []rule{
	{"a message is addressed once, and stands in its receivers' lists", testAddress},
	{"of several processes one addresses a message", testAddressRace},
	{"a message is read by who received it, once", testMarkRead},
	{"a delivery is due by both clocks, and taken by one", testTake},
	{"what an attempt came to counts only for that attempt", testSettle},
	{"a dead delivery is listed, and sent again", testResend},
	{"preferences are kept for each person", testPreferences},
}

// told applies a Change with messages m1 … to 张三 and 李四, and answers them.
func told(t *testing.T, s engine.Store, ids ...string) []engine.Message {
	t.Helper()
	c := opening(caseID(1))
	for _, id := range ids {
		c.Outbox = append(c.Outbox, engine.Message{
			ID: id, Case: c.Case.ID, Kind: engine.MessageTodo, To: []engine.PersonID{"张三", "李四"}, Text: "您有1件待办𬀩", At: morning,
		})
	}
	list := append([]engine.Message(nil), c.Outbox...)
	mustApply(t, s, c)
	return list
}

func delivery(m engine.Message, id string) engine.Delivery {
	return engine.Delivery{
		ID: m.ID + "." + id, Message: m.ID, Case: m.Case, Kind: m.Kind, Channel: engine.ByWeCom, Target: "组织部", To: "张三",
		Status: engine.Waiting, NotBefore: morning, NextAt: 5, At: morning,
	}
}

func testAddress(t *testing.T, s engine.Store) {
	ctx := context.Background()
	m := told(t, s, "m1", "m2", "m3")
	same(t, m[:2], must(s.Unaddressed(ctx, 2))(t))
	same(t, m[1], must(s.Message(ctx, "m2"))(t))
	_, err := s.Message(ctx, "m9")
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))

	d := delivery(m[0], "a")
	require.True(t, must(s.Address(ctx, "m1", m[0].To, []engine.Delivery{d}))(t))
	require.True(t, must(s.Address(ctx, "m3", m[2].To[:1], nil))(t))
	require.False(t, must(s.Address(ctx, "m1", m[0].To, []engine.Delivery{delivery(m[0], "b")}))(t), "a second time writes nothing")
	require.False(t, must(s.Address(ctx, "m9", m[0].To, nil))(t), "there is none")
	same(t, m[1:2], must(s.Unaddressed(ctx, 9))(t))
	same(t, []engine.Delivery{d}, must(s.Deliveries(ctx, engine.DeliveryQuery{Limit: 9}))(t))
	same(t, []engine.Received{{Message: m[2]}, {Message: m[0]}}, must(s.Received(ctx, "张三", false, "", 9))(t))
	same(t, []engine.Received{{Message: m[0]}}, must(s.Received(ctx, "张三", false, "m3", 9))(t))
	same(t, []engine.Received{{Message: m[2]}}, must(s.Received(ctx, "张三", false, "", 1))(t))
	same(t, []engine.Received{{Message: m[0]}}, must(s.Received(ctx, "李四", false, "", 9))(t))
	require.Empty(t, must(s.Received(ctx, "王五", false, "", 9))(t))
}

func testAddressRace(t *testing.T, s engine.Store) {
	m := told(t, s, "m1")
	won := make([]bool, 8)
	var all sync.WaitGroup
	for i := range won {
		all.Go(func() {
			won[i], _ = s.Address(context.Background(), "m1", m[0].To, []engine.Delivery{delivery(m[0], "a")})
		})
	}
	all.Wait()
	n := 0
	for _, w := range won {
		if w {
			n++
		}
	}
	require.Equal(t, 1, n)
	require.Len(t, must(s.Deliveries(context.Background(), engine.DeliveryQuery{Limit: 9}))(t), 1)
}

func testMarkRead(t *testing.T, s engine.Store) {
	ctx := context.Background()
	for _, m := range told(t, s, "m1", "m2", "m3") {
		require.True(t, must(s.Address(ctx, m.ID, m.To, nil))(t))
	}
	require.Equal(t, 3, must(s.CountUnread(ctx, "张三", 9))(t))
	require.Equal(t, 2, must(s.CountUnread(ctx, "张三", 2))(t), "counted up to a limit")
	require.Equal(t, 1, must(s.MarkRead(ctx, "张三", []string{"m2", "m9"}, morning))(t))
	require.Zero(t, must(s.MarkRead(ctx, "张三", []string{"m2"}, morning+1))(t), "read once")
	require.Equal(t, 2, must(s.CountUnread(ctx, "张三", 9))(t))
	require.Equal(t, 3, must(s.CountUnread(ctx, "李四", 9))(t), "his own list is untouched")
	list := must(s.Received(ctx, "张三", false, "", 9))(t)
	require.Equal(t, morning, list[1].ReadAt)
	require.Len(t, must(s.Received(ctx, "张三", true, "", 9))(t), 2)
	require.Equal(t, 2, must(s.MarkRead(ctx, "张三", nil, morning+2))(t), "all that is left")
	require.Zero(t, must(s.CountUnread(ctx, "张三", 9))(t))
}

func testTake(t *testing.T, s engine.Store) {
	ctx := context.Background()
	m := told(t, s, "m1")[0]
	early, late, held := delivery(m, "a"), delivery(m, "b"), delivery(m, "c")
	late.NextAt, held.NotBefore = 9, morning+1
	require.True(t, must(s.Address(ctx, "m1", m.To, []engine.Delivery{late, held, early}))(t))
	due := func(now, wall int64) (ids []string) {
		for _, d := range must(s.DueDeliveries(ctx, now, wall, 9))(t) {
			ids = append(ids, d.ID)
		}
		return ids
	}
	require.Empty(t, due(morning, 4))
	require.Equal(t, []string{early.ID}, due(morning, 5))
	require.Equal(t, []string{early.ID, late.ID}, due(morning, 9))
	require.Equal(t, []string{early.ID, held.ID, late.ID}, due(morning+1, 9))
	require.Len(t, must(s.DueDeliveries(ctx, morning+1, 9, 2))(t), 2)

	require.True(t, must(s.TakeDelivery(ctx, early.ID, 0, 100))(t))
	require.False(t, must(s.TakeDelivery(ctx, early.ID, 0, 100))(t), "another has it")
	require.NotContains(t, due(morning, 99), early.ID)
	require.Contains(t, due(morning, 100), early.ID, "who took it never told: it comes up again")
	require.True(t, must(s.TakeDelivery(ctx, early.ID, 1, 200))(t))
}

func testSettle(t *testing.T, s engine.Store) {
	ctx := context.Background()
	m := told(t, s, "m1")[0]
	d := delivery(m, "a")
	require.True(t, must(s.Address(ctx, "m1", m.To, []engine.Delivery{d}))(t))
	require.True(t, must(s.TakeDelivery(ctx, d.ID, 0, 100))(t))
	require.True(t, must(s.TakeDelivery(ctx, d.ID, 1, 200))(t))
	sent := engine.Settled{Status: engine.Sent, SentAt: 150}
	require.False(t, must(s.SettleDelivery(ctx, d.ID, 1, sent))(t), "the first attempt was given up")
	failed := engine.Settled{Status: engine.Waiting, NotBefore: morning + 3, NextAt: 300, Error: "451 稍后再试"}
	require.True(t, must(s.SettleDelivery(ctx, d.ID, 2, failed))(t))
	d.NotBefore, d.NextAt, d.Attempts, d.Error = morning+3, 300, 2, "451 稍后再试"
	same(t, []engine.Delivery{d}, must(s.Deliveries(ctx, engine.DeliveryQuery{Status: engine.Waiting, Limit: 9}))(t))
	require.True(t, must(s.TakeDelivery(ctx, d.ID, 2, 400))(t))
	require.True(t, must(s.SettleDelivery(ctx, d.ID, 3, sent))(t))
	require.False(t, must(s.SettleDelivery(ctx, d.ID, 3, sent))(t))
	require.Empty(t, must(s.DueDeliveries(ctx, morning+9, 999, 9))(t))
	got := must(s.Deliveries(ctx, engine.DeliveryQuery{Status: engine.Sent, Limit: 9}))(t)
	require.Len(t, got, 1)
	require.Equal(t, int64(150), got[0].SentAt)
}

func testResend(t *testing.T, s engine.Store) {
	ctx := context.Background()
	m := told(t, s, "m1")[0]
	a, b := delivery(m, "a"), delivery(m, "b")
	require.True(t, must(s.Address(ctx, "m1", m.To, []engine.Delivery{a, b}))(t))
	for _, d := range []engine.Delivery{a, b} {
		require.True(t, must(s.TakeDelivery(ctx, d.ID, 0, 100))(t))
		require.True(t, must(s.SettleDelivery(ctx, d.ID, 1, engine.Settled{Status: engine.Dead, Error: "550"}))(t))
	}
	dead := must(s.Deliveries(ctx, engine.DeliveryQuery{Status: engine.Dead, Limit: 1}))(t)
	require.Equal(t, b.ID, dead[0].ID)
	dead = must(s.Deliveries(ctx, engine.DeliveryQuery{Status: engine.Dead, Before: b.ID, Limit: 9}))(t)
	require.Len(t, dead, 1)
	require.Equal(t, a.ID, dead[0].ID)
	require.True(t, must(s.ResendDelivery(ctx, a.ID, 7))(t))
	require.False(t, must(s.ResendDelivery(ctx, a.ID, 7))(t), "it is on its way")
	require.False(t, must(s.ResendDelivery(ctx, "nothing", 7))(t))
	due := must(s.DueDeliveries(ctx, morning, 7, 9))(t)
	require.Len(t, due, 1)
	require.Zero(t, due[0].Attempts)
	require.Equal(t, "550", due[0].Error, "why it died stays until the next attempt")
}

func testPreferences(t *testing.T, s engine.Store) {
	ctx := context.Background()
	same(t, engine.Preferences{}, must(s.Preferences(ctx, "张三"))(t))
	want := engine.Preferences{Off: []engine.Channel{engine.ByWeCom}, Mute: map[string][]string{"mail": {"copy"}}}
	require.NoError(t, s.SavePreferences(ctx, "张三", engine.Preferences{Off: []engine.Channel{engine.ByMail}}, morning))
	require.NoError(t, s.SavePreferences(ctx, "张三", want, morning))
	same(t, want, must(s.Preferences(ctx, "张三"))(t))
	same(t, engine.Preferences{}, must(s.Preferences(ctx, "李四"))(t))
	require.True(t, want.Wants(engine.ByMail, engine.MessageTodo))
	require.False(t, want.Wants(engine.ByMail, engine.MessageCopy))
	require.False(t, want.Wants(engine.ByWeCom, engine.MessageTodo))
}

package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/workday"
)

var publicRules = []rule{
	{"a notice is kept whole and can be changed", testNotice},
	{"the notices that stand are listed to their audience, newest first", testNotices},
	{"a version is found by its hash, and publishing it twice changes nothing", testPublish},
	{"versions come newest first", testVersions},
}

func notice(id string, unit engine.UnitID, status string) engine.Notice {
	n := engine.Notice{
		ID: id, Case: caseID(1), Round: 3, Process: "care-fund", Title: "公示", Audience: "city", Unit: unit, Status: status, PostedOn: "2026-03-02",
		Body: []engine.NoticeLine{{Label: "姓名", Value: "𬀩"}}, Until: workday.Due{At: morning, Date: "2026-03-09", Provisional: true}, At: 5,
	}
	if unit != "" {
		n.Audience = "unit"
	}
	return n
}

func testNotice(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	c.Notices = []engine.Notice{notice("n", "城关镇", "waiting")}
	c.Notices[0].PostedOn = ""
	want := c.Notices[0]
	mustApply(t, s, c)
	same(t, want, must(s.Notice(context.Background(), "n"))(t))
	next := following(c.Case)
	want.Status, want.PostedOn, want.Body = "posted", "2026-03-02", nil
	next.Notices = []engine.Notice{want}
	next.Notices[0].Body = []engine.NoticeLine{}
	mustApply(t, s, next)
	same(t, want, must(s.Notice(context.Background(), "n"))(t))
	_, err := s.Notice(context.Background(), "N")
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
}

func testNotices(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	endless := notice("n7", "", "posted")
	endless.Until = workday.Due{}
	c.Notices = []engine.Notice{
		notice("n1", "", "posted"), notice("n2", "城关镇", "posted"), notice("n3", "大庸街道", "posted"),
		notice("n4", "", "waiting"), notice("n5", "", "ended"), notice("n6", "", "stopped"), endless,
	}
	mustApply(t, s, c)
	for name, test := range map[string]struct {
		q    engine.NoticeQuery
		want []string
	}{
		"city only":          {engine.NoticeQuery{Now: morning - 1, Limit: 9}, []string{"n7", "n1"}},
		"with one unit":      {engine.NoticeQuery{Units: []engine.UnitID{"城关镇"}, Now: morning - 1, Limit: 9}, []string{"n7", "n2", "n1"}},
		"with two units":     {engine.NoticeQuery{Units: []engine.UnitID{"城关镇", "大庸街道"}, Now: morning - 1, Limit: 9}, []string{"n7", "n3", "n2", "n1"}},
		"first page":         {engine.NoticeQuery{Units: []engine.UnitID{"城关镇"}, Now: morning - 1, Limit: 2}, []string{"n7", "n2"}},
		"second page":        {engine.NoticeQuery{Units: []engine.UnitID{"城关镇"}, Now: morning - 1, Before: "n2", Limit: 2}, []string{"n1"}},
		"at its end no more": {engine.NoticeQuery{Now: morning, Limit: 9}, []string{"n7"}},
	} {
		var got []string
		for _, n := range must(s.Notices(context.Background(), test.q))(t) {
			got = append(got, n.ID)
		}
		require.Equal(t, test.want, got, name)
	}
}

func testPublish(t *testing.T, s engine.Store) {
	ctx := context.Background()
	v := engine.Version{Process: "care-fund", N: 1, Hash: "h1", Source: []byte("流程: 关爱\n\x00\xff"), At: morning, By: "张三"}
	require.NoError(t, s.Publish(ctx, v))
	same(t, v, must(s.Version(ctx, "h1"))(t))
	again := v
	again.At, again.By, again.N = morning+1, "李四", 2
	require.NoError(t, s.Publish(ctx, again))
	same(t, []engine.Version{v}, must(s.Versions(ctx, "care-fund"))(t))
	_, err := s.Version(ctx, "H1")
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
}

func testVersions(t *testing.T, s engine.Store) {
	ctx := context.Background()
	version := func(process, hash string, n int, at int64) engine.Version {
		return engine.Version{Process: process, N: n, Hash: hash, Source: []byte(hash), At: at}
	}
	a1, b1, a2 := version("a", "a1", 1, 10), version("b", "b1", 0, 20), version("a", "a2", 0, 20)
	for _, v := range []engine.Version{a1, b1, a2} {
		require.NoError(t, s.Publish(ctx, v))
	}
	a2.N, b1.N = 2, 1 // a version without a number gets the next
	same(t, []engine.Version{a2, a1}, must(s.Versions(ctx, "a"))(t))
	same(t, []engine.Version{a2, b1, a1}, must(s.Versions(ctx, ""))(t))
	require.ErrorIs(t, s.Publish(ctx, version("a", "a3", 2, 30)), engine.ErrStale, "the number is taken")
	require.Empty(t, must(s.Versions(ctx, "c"))(t))
}

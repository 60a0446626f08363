package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

var meetingRules = []rule{
	{"a meeting is saved on the revision that was read, and found again", testMeetings},
	{"one stay of a case is on one agenda, also when two save at once", testMeetingItems},
	{"minutes are numbered without gaps", testMeetingNumbers},
	{"what is told of a meeting goes out with it, or not at all", testMeetingTold},
}

func gathering(id string, cases ...string) engine.Meeting {
	m := engine.Meeting{ID: id, Body: "部务会", HeldOn: "2026-09-07", Place: "三楼𬀩会议室", By: "张三", At: morning}
	for i, c := range cases {
		m.Items = append(m.Items, engine.AgendaItem{Case: c, Round: i + 1, Group: "甲"})
	}
	return m
}

func testMeetings(t *testing.T, s engine.Store) {
	ctx := context.Background()
	first := must(s.SaveMeeting(ctx, gathering("m1", caseID(1), caseID(2)), nil, nil))(t)
	require.EqualValues(t, 1, first.Rev)
	same(t, first, must(s.Meeting(ctx, "m1"))(t))
	_, err := s.Meeting(ctx, "m0")
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
	_, err = s.SaveMeeting(ctx, gathering("m1"), nil, nil)
	require.ErrorIs(t, err, engine.ErrStale, "there is one already")
	next := first
	next.Roll = &engine.Roll{Present: []engine.PersonID{"李四"}, Chair: "李四"}
	second := must(s.SaveMeeting(ctx, next, nil, nil))(t)
	require.EqualValues(t, 2, second.Rev)
	_, err = s.SaveMeeting(ctx, next, nil, nil)
	require.ErrorIs(t, err, engine.ErrStale, "somebody saved meanwhile")
	other := must(s.SaveMeeting(ctx, gathering("m2"), nil, nil))(t)
	same(t, []engine.Meeting{other, second}, must(s.MeetingsBefore(ctx, "", 9))(t))
	same(t, []engine.Meeting{second}, must(s.MeetingsBefore(ctx, "m2", 9))(t))
	same(t, []engine.Meeting{other}, must(s.MeetingsBefore(ctx, "", 1))(t))
}

func testMeetingItems(t *testing.T, s engine.Store) {
	ctx := context.Background()
	first := must(s.SaveMeeting(ctx, gathering("m1", caseID(1)), nil, nil))(t)
	_, err := s.SaveMeeting(ctx, gathering("m2", caseID(1)), nil, nil)
	require.ErrorIs(t, err, engine.ErrStale)
	_, err = s.Meeting(ctx, "m2")
	require.Equal(t, engine.ENotFound, engine.CodeOf(err), "nothing half written")
	first.Items = nil
	must(s.SaveMeeting(ctx, first, nil, nil))(t)
	must(s.SaveMeeting(ctx, gathering("m2", caseID(1)), nil, nil))(t)

	var won atomic.Int32
	var wg sync.WaitGroup
	for _, id := range []string{"m3", "m4", "m5", "m6"} {
		wg.Go(func() {
			if _, err := s.SaveMeeting(ctx, gathering(id, caseID(9)), nil, nil); err == nil {
				won.Add(1)
			} else if !errors.Is(err, engine.ErrStale) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	require.EqualValues(t, 1, won.Load())
}

func testMeetingNumbers(t *testing.T, s engine.Store) {
	ctx := context.Background()
	draw := &engine.NumberRequest{Series: "minutes/部务会/2026", Year: 2026, Format: "部务会纪要〔{year}〕{seq}号"}
	one := must(s.SaveMeeting(ctx, gathering("m1", caseID(1)), draw, nil))(t)
	require.Equal(t, "部务会纪要〔2026〕1号", one.Number)
	same(t, one, must(s.Meeting(ctx, "m1"))(t))
	_, err := s.SaveMeeting(ctx, gathering("m2", caseID(1)), draw, nil)
	require.ErrorIs(t, err, engine.ErrStale)
	require.Equal(t, "部务会纪要〔2026〕2号", must(s.SaveMeeting(ctx, gathering("m3"), draw, nil))(t).Number, "what was not saved took no number")
}

func testMeetingTold(t *testing.T, s engine.Store) {
	ctx := context.Background()
	call := func(id string) []engine.Message {
		return []engine.Message{{ID: id, Case: caseID(1), Kind: engine.MessageNotify, To: []engine.PersonID{"李四", "王五"}, Text: "请参加部务会", At: morning}}
	}
	must(s.SaveMeeting(ctx, gathering("m1", caseID(1)), nil, call("t1")))(t)
	_, err := s.SaveMeeting(ctx, gathering("m2", caseID(1)), nil, call("t2"))
	require.ErrorIs(t, err, engine.ErrStale)
	same(t, call("t1"), must(s.Outbox(ctx, "", 9))(t))
}

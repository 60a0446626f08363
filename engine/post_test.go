package engine_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// courier answers each attempt as told and keeps what it was given.
type courier struct {
	mu      sync.Mutex
	answers []error // of the next attempts; none left: taken
	parcels []engine.Parcel
}

func (c *courier) Send(_ context.Context, p engine.Parcel) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.parcels = append(c.parcels, p)
	if len(c.answers) == 0 {
		return nil
	}
	err := c.answers[0]
	c.answers = c.answers[1:]
	return err
}

func (c *courier) texts() (list []string) {
	for _, p := range c.parcels {
		list = append(list, p.To[0].Name+"|"+p.Text)
	}
	return list
}

// post is a world whose people have addresses, with one courier for every channel.
type post struct {
	*world
	office  *engine.PostOffice
	wall    *clock
	courier *courier
}

func newPost(t *testing.T, text string) *post {
	t.Helper()
	b := book(t, posts)
	tables := b.Tables()
	for i := range tables.People {
		p := &tables.People[i]
		p.Mail, p.WeCom, p.DingTalk = p.ID+"@example.gov.cn", "wx-"+p.ID, "dd-"+p.ID
	}
	b, faults := directory.NewBook(2, tables.Units, tables.People, tables.Posts, tables.Kin, tables.Leaves)
	require.Empty(t, faults)
	p := &post{world: newWorld(t, b, text), wall: &clock{}, courier: &courier{}}
	p.office = &engine.PostOffice{Wall: p.wall, Reach: engine.Reach{Mail: true}, Senders: map[engine.Channel]engine.Sender{}}
	for _, c := range append(engine.PersonalChannels(), engine.ByWebhook) {
		p.office.Senders[c] = p.courier
	}
	return p
}

func (p *post) run() {
	p.t.Helper()
	for {
		n, err := p.engine.Post(p.t.Context(), p.office)
		require.NoError(p.t, err)
		if n == 0 {
			return
		}
	}
}

func (p *post) status(s engine.DeliveryStatus) []engine.Delivery {
	p.t.Helper()
	list, err := p.store.Deliveries(p.t.Context(), engine.DeliveryQuery{Status: s, Limit: 100})
	require.NoError(p.t, err)
	return list
}

func TestPost_ATurnIsToldInOnesListAndByMail(t *testing.T) {
	t.Parallel()
	p := newPost(t, small(backText))
	id := p.open("ann", "small").ID
	p.do("ann", id, "submit")
	p.run()
	require.ElementsMatch(t, []string{
		"人bob|人bob同志:\n\n您有1件待办:小流程“审核”,办理期限2026年9月14日\n\n本邮件由系统自动发出,请勿回复。\n",
		"人cat|人cat同志:\n\n您有1件待办:小流程“审核”,办理期限2026年9月14日\n\n本邮件由系统自动发出,请勿回复。\n",
		"人dan|人dan同志:\n\n您有1件待办:小流程“审核”,办理期限2026年9月14日\n\n本邮件由系统自动发出,请勿回复。\n",
	}, p.courier.texts())
	require.Equal(t, "【担当】待办", p.courier.parcels[0].Subject)
	list, err := p.engine.Messages(t.Context(), "bob", true, "", 9)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, id, list[0].Case)
	for who, unread := range map[string]int{"bob": 1, "ann": 0, "eve": 0} { // who acted knows
		n, err := p.engine.Unread(t.Context(), who)
		require.NoError(t, err)
		require.Equal(t, unread, n, who)
	}
	p.run()
	require.Len(t, p.courier.parcels, 3, "once each")
}

func TestPost_FailuresWaitLongerAndLongerUnderOneID(t *testing.T) {
	t.Parallel()
	p := newPost(t, small(backText))
	off := engine.Preferences{Off: []engine.Channel{engine.ByMail}}
	require.NoError(t, p.engine.SavePreferences(t.Context(), "bob", off))
	require.NoError(t, p.engine.SavePreferences(t.Context(), "cat", engine.Preferences{Mute: map[string][]string{"mail": {"todo"}}}))
	p.courier.answers = []error{errors.New("down"), &engine.UndeliveredError{RetryAfter: 60_000, Err: errors.New("busy")}, errors.New("down")}
	p.do("ann", p.open("ann", "small").ID, "submit")
	for _, step := range []struct{ wall, tries int64 }{{0, 1}, {14_999, 1}, {15_000, 2}, {74_999, 2}, {75_000, 3}, {75_000 + 59_999, 3}, {75_000 + 60_000, 4}, {1 << 40, 4}} {
		p.wall.at.Store(step.wall)
		p.run()
		require.Len(t, p.courier.parcels, int(step.tries), "at %d", step.wall)
	}
	for _, parcel := range p.courier.parcels {
		require.Equal(t, p.courier.parcels[0].ID, parcel.ID)
		require.Equal(t, "dan@example.gov.cn", parcel.To[0].Mail, "the others want no mail of this")
	}
	require.Len(t, p.status(engine.Sent), 1)
}

func TestPost_ARefusalForGoodIsDeadUntilSentAgain(t *testing.T) {
	t.Parallel()
	p := newPost(t, small(backText))
	refused := &engine.UndeliveredError{Permanent: true, Err: errors.New("550 no such mailbox")}
	p.courier.answers = []error{refused, refused, refused}
	p.do("ann", p.open("ann", "small").ID, "submit")
	p.run()
	p.wall.at.Store(1 << 40)
	p.run()
	require.Len(t, p.courier.parcels, 3)
	dead, err := p.engine.Deliveries(t.Context(), engine.DeliveryQuery{Status: engine.Dead, Limit: 9})
	require.NoError(t, err)
	require.Len(t, dead, 3)
	require.Equal(t, "550 no such mailbox", dead[0].Error)
	require.Empty(t, dead[0].Case, "administration is not told of which case")
	require.NoError(t, p.engine.Resend(t.Context(), dead[0].ID, p.wall.Now()))
	require.Equal(t, engine.ENotFound, engine.CodeOf(p.engine.Resend(t.Context(), dead[0].ID, p.wall.Now())))
	p.run()
	require.Equal(t, dead[0].ID, p.courier.parcels[3].ID)
	require.Len(t, p.status(engine.Dead), 2)
}

func TestPost_GivesUpAfterFortyAttempts(t *testing.T) {
	t.Parallel()
	p := newPost(t, small(backText))
	off := engine.Preferences{Off: []engine.Channel{engine.ByMail}}
	require.NoError(t, p.engine.SavePreferences(t.Context(), "bob", off))
	require.NoError(t, p.engine.SavePreferences(t.Context(), "cat", off))
	for range 100 {
		p.courier.answers = append(p.courier.answers, errors.New("down"))
	}
	p.do("ann", p.open("ann", "small").ID, "submit")
	for range 100 {
		p.run()
		p.wall.at.Add(2 * 3600_000)
	}
	require.Len(t, p.courier.parcels, 40)
	require.Len(t, p.status(engine.Dead), 1)
}

func TestPost_RemindersWaitForOfficeHoursAndAreDroppedWhenDone(t *testing.T) {
	t.Parallel()
	p := newPost(t, small(backText))
	done, left := p.open("ann", "small").ID, p.open("ann", "small").ID
	p.do("ann", done, "submit")
	p.do("ann", left, "submit")
	p.run()
	told := len(p.courier.parcels)
	p.until("2026-09-10") // 00:00:01 of the 11th, when the reminders are written
	p.run()
	require.Len(t, p.courier.parcels, told, "nobody is woken")
	n, err := p.engine.Unread(t.Context(), "bob")
	require.NoError(t, err)
	require.Equal(t, 4, n, "in the list it stands at once")
	p.do("bob", done, "agree")
	p.clock.at.Store(workday.Date("2026-09-11").Start() + 8*3600_000 + 30*60_000)
	p.run()
	require.Len(t, p.courier.parcels, told+3, "three are reminded of the case that is left")
	require.Len(t, p.status(engine.Idle), 3)
}

func TestHeldUntil(t *testing.T) {
	t.Parallel()
	cal := calendar(t, 1)
	at := func(day string, hour, minute int64) int64 {
		return workday.Date(day).Start() + hour*3600_000 + minute*60_000
	}
	for _, c := range []struct {
		name      string
		now, want int64
	}{
		{"within the hours at once", at("2026-09-07", 9, 0), at("2026-09-07", 9, 0)},
		{"the first minute", at("2026-09-07", 8, 30), at("2026-09-07", 8, 30)},
		{"early in the morning", at("2026-09-07", 8, 29), at("2026-09-07", 8, 30)},
		{"17:30 is too late", at("2026-09-07", 17, 30), at("2026-09-08", 8, 30)},
		{"Friday night waits for Monday", at("2026-09-11", 20, 0), at("2026-09-14", 8, 30)},
		{"a Sunday that is worked", at("2026-09-19", 12, 0), at("2026-09-20", 8, 30)},
		{"a holiday", at("2026-09-30", 18, 0), at("2026-10-08", 8, 30)},
	} {
		require.Equal(t, c.want, engine.HeldUntil(cal, engine.MessageRemind, c.now), c.name)
		require.Equal(t, c.want, engine.HeldUntil(cal, engine.MessageOverdue, c.now), c.name)
		require.Equal(t, c.now, engine.HeldUntil(cal, engine.MessageTodo, c.now), c.name)
	}
}

func TestTold_WhoIsReachedByWhat(t *testing.T) {
	t.Parallel()
	b := newPost(t, small(backText)).dir.get()
	reach := engine.Reach{Mail: true, Webhooks: []string{"oa"}, Robots: []engine.Robot{
		{Channel: engine.ByWeCom, Name: "all"}, {Channel: engine.ByWeCom, Name: "u1", Unit: "u1"}, {Channel: engine.ByDingTalk, Name: "u2", Unit: "u2"},
	}}
	m := engine.Message{ID: "m1", Case: "c1", Kind: engine.MessageTodo, To: []engine.PersonID{"bob", "bob", "nobody"}}
	reached := func(secrecy process.Secrecy, prefs engine.Preferences) (list []string) {
		people, deliveries := engine.Told(m, secrecy, b, calendar(t, 1), map[engine.PersonID]engine.Preferences{"bob": prefs}, reach, monday)
		require.Equal(t, []engine.PersonID{"bob"}, people, "once, and nobody who is not there")
		ids := map[string]bool{}
		for _, d := range deliveries {
			list = append(list, string(d.Channel)+":"+d.Target+":"+d.To)
			require.False(t, ids[d.ID])
			ids[d.ID] = true
		}
		return list
	}
	require.Equal(t, []string{"mail::bob", "wecom:u1:bob", "webhook:oa:"}, reached(process.Internal, engine.Preferences{}), "the nearest group")
	require.Equal(t, []string{"mail::bob", "webhook:oa:"}, reached(process.Restricted, engine.Preferences{}), "never to a group")
	require.Equal(t, []string{"wecom:u1:bob", "webhook:oa:"}, reached(process.Open, engine.Preferences{Off: []engine.Channel{engine.ByMail}}))
	require.Equal(t, []string{"mail::bob", "webhook:oa:"}, reached(process.Open, engine.Preferences{Mute: map[string][]string{"wecom": {"todo"}}}))
}

func TestPost_OfARestrictedProcedureNothingIsSaid(t *testing.T) {
	t.Parallel()
	p := newPost(t, restricted(checkText))
	p.office.Reach.Webhooks, p.office.Reach.Robots = []string{"oa"}, []engine.Robot{{Channel: engine.ByWeCom, Name: "all"}}
	p.office.Site = "https://dandang.example"
	c := p.open("ann", "small", with("subject", "jim"))
	p.do("ann", c.ID, "submit")
	p.run()
	require.NotEmpty(t, p.courier.parcels)
	for _, parcel := range p.courier.parcels {
		require.NotEqual(t, engine.ByWeCom, parcel.Channel)
		require.Contains(t, parcel.Text, "您有1件待办,请登录系统办理")
		require.Empty(t, parcel.Case+parcel.Process)
		require.Equal(t, engine.MessageTodo, parcel.Kind)
		for _, word := range []string{"小流程", "分派", c.ID, "jim"} {
			require.NotContains(t, parcel.Text+parcel.Subject, word)
		}
	}
	list, err := p.engine.Messages(t.Context(), "bob", false, "", 9)
	require.NoError(t, err)
	require.Equal(t, c.ID, list[0].Case, "whose turn it is may see the case")
	moved := bookAt(t, 3, map[string]string{"chief": "cat", "head": "eve", "board": "fay"})
	p.dir.v.Store(moved)
	p.until("2026-09-08")
	list, err = p.engine.Messages(t.Context(), "bob", false, "", 9)
	require.NoError(t, err)
	require.Empty(t, list[0].Case, "who left the post sees nothing of it")
}

func TestPost_GroupsHearOfOpenProceduresOnly(t *testing.T) {
	t.Parallel()
	for secrecy, says := range map[string]string{"open": "人bob:您有1件待办:小流程“审核”", "internal": "人bob:您有1件待办,请登录系统办理"} {
		p := newPost(t, small(backText, "secrecy: "+secrecy+"\n"))
		p.office.Reach = engine.Reach{Robots: []engine.Robot{{Channel: engine.ByDingTalk, Name: "all"}}}
		p.do("ann", p.open("ann", "small").ID, "submit")
		p.run()
		require.Len(t, p.courier.parcels, 3)
		found := false
		for _, text := range p.courier.texts() {
			found = found || strings.Contains(text, says)
		}
		require.True(t, found, "%s: %v", secrecy, p.courier.texts())
	}
}

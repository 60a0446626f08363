package notify_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/internal/notify"
	"dandang/internal/notify/notifytest"
)

// example finds a block of docs/notifications.md by its language and name.
func example(t *testing.T, name string) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/notifications.md")
	require.NoError(t, err)
	found := regexp.MustCompile("(?s)\n```[a-z]+ " + name + "\n(.*?)\n```").FindSubmatch(page)
	require.NotNil(t, found, name)
	return string(found[1])
}

func TestDocs_ShowWhatIsSent(t *testing.T) {
	t.Parallel()
	send := func(c engine.Channel, s engine.Sender) {
		p := parcel(c, "x")
		p.Text = "您有1件待办:小流程“审核”"
		require.NoError(t, s.Send(t.Context(), p))
	}
	const id = "019a-04.0f84027a589cc5c5"
	h := notifytest.NewHTTP(t, "webhook-id")
	w, err := notify.NewWebhooks([]notify.Webhook{{Name: "x", URL: h.URL, Secret: secret}}, patience, at)
	require.NoError(t, err)
	send(engine.ByWebhook, w)
	require.JSONEq(t, example(t, "webhook"), h.Taken()[id].Text)

	for channel, name := range map[engine.Channel]string{engine.ByWeCom: "wecom", engine.ByDingTalk: "dingtalk"} {
		robot := notifytest.NewHTTP(t, "Idempotency-Key")
		robot.Answer = func(notifytest.Fault) string { return `{"errcode":0}` }
		r, err := notify.NewRobots([]notify.Robot{{Channel: channel, Name: "x", URL: robot.URL}}, patience, at)
		require.NoError(t, err)
		send(channel, r)
		require.JSONEq(t, example(t, name), robot.Taken()[id].Text)
	}

	s := notifytest.NewSMTP(t)
	m, err := notify.NewMail(notify.MailSettings{Host: s.Host, Port: s.Port, From: "dandang@example.gov.cn", Security: notify.Plain, Timeout: patience})
	require.NoError(t, err)
	send(engine.ByMail, m)
	got := s.Taken()[id+"@example.gov.cn"]
	require.Equal(t, "Subject: "+got.Subject+"\nMessage-ID: <"+id+"@example.gov.cn>\nAuto-Submitted: "+got.Auto+"\n\n"+strings.TrimSpace(got.Text), example(t, "mail"))

	signer, err := webhooks.NewWebhook(secret)
	require.NoError(t, err)
	signature, err := signer.Sign(id, time.Unix(1788742800, 0), []byte(`{"type":"ping"}`))
	require.NoError(t, err)
	require.Equal(t, "webhook-id: "+id+"\nwebhook-timestamp: 1788742800\nbody: {\"type\":\"ping\"}\nwebhook-signature: "+signature, example(t, "signature"))
}

package notify_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/internal/notify"
	"dandang/internal/notify/notifytest"
)

// patience is how long a sender waits in these tests: a receiver on the loopback answers in less, or never.
const patience = 2 * time.Second

func at() time.Time { return time.UnixMilli(1788742800123) }

func parcel(c engine.Channel, target string) engine.Parcel {
	return engine.Parcel{
		ID: "019a-04.0f84027a589cc5c5", Channel: c, Target: target, Kind: "todo", Subject: "【担当】待办", Text: "张三同志:\n\n您有1件待办𬀩\n.一行以点开头\n",
		Process: "小流程", Case: "c1", At: at().UnixMilli(),
		To: []engine.Addressee{{Person: "p1", Name: "张三", Mail: "zs@example.gov.cn", WeCom: "wx", DingTalk: "dd"}},
	}
}

// fates are what each fault must come to, whatever the channel.
var fates = []struct {
	name                   string
	fault                  notifytest.Fault
	ok, permanent, arrives bool
}{
	{"taken", notifytest.Accept, true, false, true},
	{"refused for now", notifytest.Later, false, false, false},
	{"refused for good", notifytest.Never, false, true, false},
	{"cut off in the midst", notifytest.HangUp, false, false, false},
	{"taken, and the answer lost", notifytest.LoseReply, false, false, true},
	{"no answer", notifytest.Silence, false, false, false},
}

// endure sends once for each fault, then once more to a receiver that takes everything: it must have one message, under
// one id.
func endure(t *testing.T, send func(timeout time.Duration) error, plan func(func(int) notifytest.Fault), taken func() map[string]notifytest.Taken) {
	t.Helper()
	for _, f := range fates {
		plan(func(int) notifytest.Fault { return f.fault })
		before := 0
		for _, one := range taken() {
			before += one.Times
		}
		timeout := patience
		if f.fault == notifytest.Silence {
			timeout = 50 * time.Millisecond
		}
		err := send(timeout)
		require.Equal(t, f.ok, err == nil, "%s: %v", f.name, err)
		var undelivered *engine.UndeliveredError
		require.Equal(t, f.permanent, errors.As(err, &undelivered) && undelivered.Permanent, "%s: %v", f.name, err)
		after := 0
		for _, one := range taken() {
			after += one.Times
		}
		require.Equal(t, f.arrives, after > before, f.name)
	}
	plan(nil)
	require.NoError(t, send(patience))
	require.Len(t, taken(), 1, "one id, however often it came")
}

func TestMail_EveryFaultThenTaken(t *testing.T) {
	t.Parallel()
	s := notifytest.NewSMTP(t)
	endure(t, func(timeout time.Duration) error {
		m, err := notify.NewMail(notify.MailSettings{Host: s.Host, Port: s.Port, From: "担当 <dandang@example.gov.cn>", Security: notify.Plain, Timeout: timeout})
		require.NoError(t, err)
		return m.Send(t.Context(), parcel(engine.ByMail, ""))
	}, s.Plan, s.Taken)
	got := s.Taken()["019a-04.0f84027a589cc5c5@example.gov.cn"]
	require.Equal(t, notifytest.Taken{
		Times: 3, To: "zs@example.gov.cn", Subject: "【担当】待办", Text: "张三同志:\n\n您有1件待办𬀩\n.一行以点开头\n",
		Auto: "auto-generated",
	}, got)
}

func TestMail_NothingIsSaidOnAnOpenLine(t *testing.T) {
	t.Parallel()
	s := notifytest.NewSMTP(t) // knows no STARTTLS
	m, err := notify.NewMail(notify.MailSettings{Host: s.Host, Port: s.Port, From: "dandang@example.gov.cn", Timeout: patience})
	require.NoError(t, err)
	require.Error(t, m.Send(t.Context(), parcel(engine.ByMail, "")))
	require.Empty(t, s.Taken())
	_, err = notify.NewMail(notify.MailSettings{Host: s.Host, From: "not an address"})
	require.ErrorContains(t, err, "发件地址")
	_, err = notify.NewMail(notify.MailSettings{Host: s.Host, From: "dandang@example.gov.cn", Security: "ssl"})
	require.ErrorContains(t, err, "加密方式")
}

func TestMail_TLSFromTheFirstByte(t *testing.T) {
	t.Parallel()
	certified := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate of 127.0.0.1
	t.Cleanup(certified.Close)
	s := notifytest.NewSMTPS(t, &tls.Config{Certificates: certified.TLS.Certificates, MinVersion: tls.VersionTLS12})
	roots := x509.NewCertPool()
	roots.AddCert(certified.Certificate())
	settings := notify.MailSettings{Host: s.Host, Port: s.Port, From: "dandang@example.gov.cn", Security: notify.TLS, Timeout: patience}
	m, err := notify.NewMail(settings)
	require.NoError(t, err)
	require.Error(t, m.Send(t.Context(), parcel(engine.ByMail, "")), "a certificate that nobody vouches for")
	require.Empty(t, s.Taken())
	settings.Roots = roots
	m, err = notify.NewMail(settings)
	require.NoError(t, err)
	require.NoError(t, m.Send(t.Context(), parcel(engine.ByMail, "")))
	require.Len(t, s.Taken(), 1)
}

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func TestWebhook_EveryFaultThenTakenAndSigned(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHTTP(t, "webhook-id")
	receiver, err := webhooks.NewWebhook(secret)
	require.NoError(t, err)
	h.Check = func(r *http.Request, body []byte) error { return receiver.VerifyIgnoringTimestamp(body, r.Header) }
	endure(t, func(timeout time.Duration) error {
		w, err := notify.NewWebhooks([]notify.Webhook{{Name: "oa", URL: h.URL, Secret: secret}}, timeout, at)
		require.NoError(t, err)
		return w.Send(t.Context(), parcel(engine.ByWebhook, "oa"))
	}, h.Plan, h.Taken)
	require.Zero(t, h.Refused())
	require.JSONEq(t, `{"type":"dandang.message.todo","timestamp":"2026-09-07T01:00:00.123Z","data":{"id":"019a-04.0f84027a589cc5c5",
		"text":"张三同志:\n\n您有1件待办𬀩\n.一行以点开头\n","process":"小流程","case":"c1","to":[{"id":"p1","name":"张三"}]}}`, h.Taken()["019a-04.0f84027a589cc5c5"].Text)

	forged, err := notify.NewWebhooks([]notify.Webhook{{Name: "oa", URL: h.URL, Secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}, patience, at)
	require.NoError(t, err)
	err = forged.Send(t.Context(), parcel(engine.ByWebhook, "oa"))
	require.EqualError(t, err, "HTTP 400", "another secret is refused")
	require.Equal(t, 1, h.Refused())
}

func TestWebhook_GoesNowhereElse(t *testing.T) {
	t.Parallel()
	elsewhere := notifytest.NewHTTP(t, "webhook-id")
	first := http.NewServeMux()
	first.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
	})
	h := notifytest.NewHTTP(t, "webhook-id")
	h.Check = func(*http.Request, []byte) error { return nil }
	redirecting := serve(t, first)
	w, err := notify.NewWebhooks([]notify.Webhook{{Name: "oa", URL: redirecting, Secret: secret}}, patience, at)
	require.NoError(t, err)
	require.EqualError(t, w.Send(t.Context(), parcel(engine.ByWebhook, "oa")), "HTTP 307")
	require.Empty(t, elsewhere.Taken())
	for _, bad := range []notify.Webhook{{Name: "oa", URL: "ftp://x", Secret: secret}, {Name: "oa", URL: "https://x", Secret: "whsec_short"}, {Name: "oa", URL: "https://x", Secret: "whsec_*"}} {
		_, err := notify.NewWebhooks([]notify.Webhook{bad}, patience, at)
		require.ErrorContains(t, err, "“oa”的")
		require.NotContains(t, err.Error(), "whsec_s")
	}
}

func TestRobots_EveryFaultThenTaken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		channel engine.Channel
		busy    string
		secret  string
		body    string
	}{
		{engine.ByWeCom, `{"errcode":45009,"errmsg":"api freq out of limit"}`, "", `{"msgtype":"text","text":{"content":"张三同志:\n\n您有1件待办𬀩\n.一行以点开头\n","mentioned_list":["wx"]}}`},
		{engine.ByDingTalk, `{"errcode":410100,"errmsg":"send too fast"}`, "SEC0123", `{"msgtype":"text","text":{"content":"张三同志:\n\n您有1件待办𬀩\n.一行以点开头\n"},"at":{"atUserIds":["dd"],"isAtAll":false}}`},
	} {
		h := notifytest.NewHTTP(t, "Idempotency-Key")
		h.Answer = func(f notifytest.Fault) string {
			return map[notifytest.Fault]string{notifytest.Later: c.busy, notifytest.Never: `{"errcode":93000,"errmsg":"invalid webhook url"}`, notifytest.Accept: `{"errcode":0,"errmsg":"ok"}`}[f]
		}
		endure(t, func(timeout time.Duration) error {
			r, err := notify.NewRobots([]notify.Robot{{Channel: c.channel, Name: "u1", URL: h.URL + "/send?key=k", Secret: c.secret}}, timeout, at)
			require.NoError(t, err)
			return r.Send(t.Context(), parcel(c.channel, "u1"))
		}, h.Plan, h.Taken)
		got := h.Taken()["019a-04.0f84027a589cc5c5"]
		require.JSONEq(t, c.body, got.Text)
		sent, err := url.Parse(got.To)
		require.NoError(t, err)
		require.Equal(t, "k", sent.Query().Get("key"))
		if c.secret != "" {
			mac := hmac.New(sha256.New, []byte(c.secret))
			mac.Write([]byte("1788742800123\n" + c.secret))
			require.Equal(t, base64.StdEncoding.EncodeToString(mac.Sum(nil)), sent.Query().Get("sign"))
			require.Equal(t, "1788742800123", sent.Query().Get("timestamp"))
		}
	}
}

func TestRobots_NoErrorRepeatsTheAddress(t *testing.T) {
	t.Parallel()
	gone := notifytest.NewHTTP(t, "Idempotency-Key")
	gone.Plan(func(int) notifytest.Fault { return notifytest.HangUp })
	for _, address := range []string{gone.URL + "/send?key=topsecret", "http://127.0.0.1:1/send?key=topsecret"} {
		r, err := notify.NewRobots([]notify.Robot{{Channel: engine.ByWeCom, Name: "u1", URL: address}}, patience, at)
		require.NoError(t, err)
		err = r.Send(t.Context(), parcel(engine.ByWeCom, "u1"))
		require.Error(t, err)
		require.NotContains(t, err.Error(), "topsecret")
	}
	plain := notifytest.NewHTTP(t, "Idempotency-Key") // answers 200 with nothing
	r, err := notify.NewRobots([]notify.Robot{{Channel: engine.ByWeCom, Name: "u1", URL: plain.URL}}, patience, at)
	require.NoError(t, err)
	require.ErrorContains(t, r.Send(t.Context(), parcel(engine.ByWeCom, "u1")), "not that of a group robot")
	var text struct{ Text struct{ Content string } }
	require.NoError(t, json.Unmarshal([]byte(plain.Taken()["019a-04.0f84027a589cc5c5"].Text), &text))
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

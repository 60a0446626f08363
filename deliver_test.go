package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"dandang/config"
	"dandang/engine"
	"dandang/internal/notify/notifytest"
	"dandang/models"
	"dandang/models/mariadbtest"
)

// deliverText is a short procedure of the demo city whose acts say something to several people.
const deliverText = `language: 1
process: deliver
name: 通知演练
owner: 关爱资金政策维护人
roles:
  单位经办人: {name: 单位经办人, scope: unit}
  关爱资金政策维护人: {name: 政策维护人, scope: city}
fields:
  note: {name: 说明, type: text}
start:
  draft: {by: 单位经办人}
states:
  draft:
    name: 草拟
    edit: all
    on:
      submit: {name: 提交, by: initiator, to: work}
  work:
    name: 审核
    task: {for: 单位经办人, not: initiator, due: 5 workdays}
    on:
      agree: {name: 同意, to: closed, do: [notify: {to: initiator, text: 已同意}]}
  closed: {name: 已办结, final: 已办结}
`

const hookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// faulty goes wrong in every way in turn; some get through, one in ten, the second first, is refused for good.
func faulty(n int) notifytest.Fault {
	if n%10 == 2 {
		return notifytest.Never
	}
	return []notifytest.Fault{
		notifytest.Later, notifytest.Accept, notifytest.HangUp, notifytest.Later, notifytest.LoseReply, notifytest.Accept, notifytest.HangUp,
		notifytest.Silence,
	}[n%8]
}

// never refuses for good whatever comes.
func never(int) notifytest.Fault { return notifytest.Never }

// dying is the real program, killed now and then.
type dying struct {
	t              *testing.T
	bin            string
	args, env      []string
	cmd            *exec.Cmd
	base, password string
	settings       config.Settings
	tokens         map[string]string
}

func (d *dying) start() {
	d.t.Helper()
	d.cmd = exec.CommandContext(d.t.Context(), d.bin, append([]string{"serve", "--demo", "--quiet", "--addr", "127.0.0.1:0"}, d.args...)...)
	d.cmd.Env = append(os.Environ(), d.env...)
	stdout, err := d.cmd.StdoutPipe()
	require.NoError(d.t, err)
	require.NoError(d.t, d.cmd.Start())
	d.base, d.password = "", ""
	lines := bufio.NewScanner(stdout)
	for d.password == "" && lines.Scan() {
		if m := addressLine.FindStringSubmatch(lines.Text()); m != nil {
			d.base = m[1]
		}
		if m := passwordLine.FindStringSubmatch(lines.Text()); m != nil {
			d.password = m[1]
		}
	}
	require.NotEmpty(d.t, d.password, "it starts")
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
}

func (d *dying) kill() {
	d.t.Helper()
	require.NoError(d.t, d.cmd.Process.Kill())
	require.Error(d.t, d.cmd.Wait(), "it is killed, and does not end by itself")
}

// post sends a request; false when the server is gone.
func (d *dying) post(who, path string, body map[string]any) (map[string]any, bool) {
	text, err := json.Marshal(body)
	require.NoError(d.t, err)
	req, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.base+path, bytes.NewReader(text))
	require.NoError(d.t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+d.tokens[who])
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, false
	}
	defer resp.Body.Close() //nolint:errcheck // it is read to its end
	answer := map[string]any{}
	if json.NewDecoder(resp.Body).Decode(&answer) != nil {
		return nil, false
	}
	require.Less(d.t, resp.StatusCode, 300, "%s %v: %v", path, body, answer)
	return answer, true
}

func (d *dying) signIn(people ...string) {
	d.t.Helper()
	for _, who := range people {
		answer, ok := d.post("", "/api/v1/session", map[string]any{"username": who, "password": d.password})
		require.True(d.t, ok)
		d.tokens[who], _ = answer["token"].(string)
	}
}

// work takes cases to their end until so many acts were done, and kills the server in the midst of delivering.
func (d *dying) work(acts int) {
	d.t.Helper()
	for done := 0; done < acts; done += 3 {
		d.one()
	}
	d.kill()
}

// one takes a case to its end.
func (d *dying) one() {
	d.t.Helper()
	opened, _ := d.post("sunlixin", "/api/v1/cases", map[string]any{"process": "deliver"})
	path := fmt.Sprintf("/api/v1/cases/%v/events", opened["id"])
	d.post("sunlixin", path, map[string]any{"event": "submit"})
	d.post("qinminghui", path, map[string]any{"event": "agree", "opinion": "同意"})
}

// longAgo is before any demo: what is published then is in force.
type longAgo struct{}

func (longAgo) Now() int64 { return 1 }

// beside opens the database beside the program.
func (d *dying) beside() (*models.Store, *engine.Engine, func()) {
	d.t.Helper()
	store, err := openStore(context.Background(), d.settings)
	require.NoError(d.t, err)
	ring, err := openRing(context.Background(), d.settings, store)
	require.NoError(d.t, err)
	conf, err := engineConfig(store, longAgo{}, ring)
	require.NoError(d.t, err)
	e := engine.New(conf)
	return store, e, func() {
		e.Close()
		require.NoError(d.t, store.Close())
	}
}

func TestDeliver_NothingIsLostOverFailingReceiversAndKills(t *testing.T) {
	t.Parallel()
	bin := filepath.Join(t.TempDir(), "dandang")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	for name, db := range map[string]string{"sqlite": "", "mariadb": mariadbtest.DSN(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			smtp, hook := notifytest.NewSMTP(t), notifytest.NewHTTP(t, "webhook-id")
			verify, err := webhooks.NewWebhook(hookSecret)
			require.NoError(t, err)
			hook.Check = func(r *http.Request, body []byte) error { return verify.Verify(body, r.Header) }
			smtp.Plan(faulty)
			hook.Plan(faulty)
			dir := t.TempDir()
			d := &dying{t: t, bin: bin, args: []string{"--data", dir}, tokens: map[string]string{}, settings: config.Default()}
			d.settings.DataDir, d.settings.Demo = dir, true
			if db != "" {
				d.args = append(d.args, "--db", db)
				d.settings.DBDriver, d.settings.Secrets.DBDSN = config.MySQL, db
			}
			d.env = []string{
				"DANDANG_NOTIFY_SMTP_HOST=" + smtp.Host, fmt.Sprint("DANDANG_NOTIFY_SMTP_PORT=", smtp.Port), "DANDANG_NOTIFY_SMTP_SECURITY=none",
				"DANDANG_NOTIFY_SMTP_FROM=dandang@example.gov.cn", "DANDANG_NOTIFY_WEBHOOKS=oa=" + hook.URL,
				"DANDANG_NOTIFY_WEBHOOK_SECRETS=oa=" + hookSecret, "DANDANG_NOTIFY_TIMEOUT=200ms", "DANDANG_NOTIFY_RETRY=100ms",
				"DANDANG_POLL_OUTBOX=100ms",
			}
			d.start()
			d.kill()
			d.furnish() // while nothing runs: a server may know the directory as it was a moment ago
			d.start()
			d.signIn("sunlixin", "qinminghui")
			for range 3 {
				d.work(18)
				d.start()
			}
			// Which attempt meets a refusal for good, and whether it is on the record before the kill, is chance: the last case
			// meets nothing else.
			smtp.Plan(never)
			hook.Plan(never)
			d.one()
			d.refused()
			smtp.Plan(nil)
			hook.Plan(nil)
			d.settled()
			d.kill()
			d.delivered(smtp.Taken(), hook.Taken())
			require.Zero(t, hook.Refused(), "every signature holds")
		})
	}
}

// furnish publishes the procedure and gives everybody an address.
func (d *dying) furnish() {
	d.t.Helper()
	store, e, done := d.beside()
	defer done()
	_, err := e.Install(d.t.Context(), "deliver.yaml", []byte(deliverText), "")
	require.NoError(d.t, err)
	book, err := store.Book(d.t.Context())
	require.NoError(d.t, err)
	tables := book.Tables()
	for i := range tables.People {
		tables.People[i].Mail = fmt.Sprintf("p%d@example.gov.cn", i)
	}
	require.NoError(d.t, store.SaveDirectory(d.t.Context(), tables.Units, tables.People, tables.Posts, tables.Kin, tables.Leaves))
}

// refused waits until a delivery was refused for good.
func (d *dying) refused() {
	d.t.Helper()
	store, _, done := d.beside()
	defer done()
	require.Eventually(d.t, func() bool {
		dead, err := store.Deliveries(d.t.Context(), engine.DeliveryQuery{Status: engine.Dead, Limit: 1})
		return err == nil && len(dead) > 0
	}, 90*time.Second, 20*time.Millisecond, "some are refused for good")
}

// settled waits until every message has been addressed and every delivery taken; the dead ones are sent again.
func (d *dying) settled() {
	d.t.Helper()
	store, e, done := d.beside()
	defer done()
	ctx := d.t.Context()
	give := time.After(90 * time.Second)
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	resent := 0
	for {
		dead, err := store.Deliveries(ctx, engine.DeliveryQuery{Status: engine.Dead, Limit: 1000})
		require.NoError(d.t, err)
		for _, one := range dead {
			require.NoError(d.t, e.Resend(ctx, one.ID, 0))
			resent++
		}
		waiting, err := store.Deliveries(ctx, engine.DeliveryQuery{Status: engine.Waiting, Limit: 1})
		require.NoError(d.t, err)
		fresh, err := store.Unaddressed(ctx, 1)
		require.NoError(d.t, err)
		if len(dead)+len(waiting)+len(fresh) == 0 {
			require.NotZero(d.t, resent, "some were refused for good")
			return
		}
		select {
		case <-give:
			require.Fail(d.t, "deliveries do not end", "%v", waiting)
		case <-look.C:
		}
	}
}

// delivered compares what the receivers have with what was said: every message of the load, to everybody who has an
// address, under one id each, and nothing else.
func (d *dying) delivered(mails, hooks map[string]notifytest.Taken) {
	d.t.Helper()
	store, _, done := d.beside()
	defer done()
	ctx := d.t.Context()
	all, err := store.Deliveries(ctx, engine.DeliveryQuery{Limit: 100_000})
	require.NoError(d.t, err)
	byMessage := map[string]map[string]bool{}
	again, attempts, idle, counts := 0, 0, 0, map[engine.Channel]int{}
	for _, one := range all {
		if byMessage[one.Message] == nil {
			byMessage[one.Message] = map[string]bool{}
		}
		byMessage[one.Message][string(one.Channel)+one.To] = true
		if attempts += one.Attempts; one.Status == engine.Idle {
			idle++
			continue
		}
		counts[one.Channel]++
		require.Equal(d.t, engine.Sent, one.Status)
		got, ok := hooks[one.ID]
		if one.Channel == engine.ByMail {
			got, ok = mails[one.ID+"@example.gov.cn"]
		}
		require.True(d.t, ok, "%s %s was taken", one.Channel, one.ID)
		again += got.Times - 1
	}
	outbox, err := store.Outbox(ctx, "", 100_000)
	require.NoError(d.t, err)
	said := 0
	for _, m := range outbox {
		snap, err := store.Load(ctx, m.Case)
		require.NoError(d.t, err)
		if snap.Case.Process != "deliver" {
			continue
		}
		said++
		require.True(d.t, byMessage[m.ID]["webhook"], "%s", m.ID)
		for _, p := range m.To {
			require.True(d.t, byMessage[m.ID]["mail"+p], "%s to %s", m.ID, p)
			list, err := store.Received(ctx, p, false, "", 100_000)
			require.NoError(d.t, err)
			require.True(d.t, strings.Contains(fmt.Sprint(list), m.ID))
		}
	}
	require.NotZero(d.t, said)
	require.Len(d.t, hooks, counts[engine.ByWebhook], "nothing was sent that is not known of")
	require.GreaterOrEqual(d.t, len(mails), counts[engine.ByMail])
	d.t.Logf("%d messages, %d deliveries (%v, %d no longer true when tried), %d attempts, %d came twice or more", said, len(all), counts, idle, attempts, again)
}

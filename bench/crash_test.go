package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/process"
	"dandang/internal/seal"
	"dandang/models"
)

// crashText is a short procedure for people of the demo city that touches everything an act can write: fields with
// commitments, tasks, timers, messages, a ledger.
const crashText = `language: 1
process: crash
name: 断电演练
owner: 关爱资金政策维护人
roles:
  单位经办人: {name: 单位经办人, scope: unit}
  关爱资金政策维护人: {name: 政策维护人, scope: city}
ledgers: {fund: {per: year, unit: money}}
fields:
  amount: {name: 金额, type: money, required: true}
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
    task: {for: 单位经办人, not: initiator, due: 5 workdays, remind: 2 workdays before, overdue: [remind]}
    on:
      pay:
        name: 同意并预留
        to: paying
        do:
          - reserve: {ledger: fund, amount: amount}
          - notify: {to: initiator, text: 已同意}
  paying:
    name: 拨付
    task: {for: 单位经办人, not: initiator, due: 5 workdays, overdue: [remind]}
    on:
      done: {name: 已付, to: closed, do: [spend: {ledger: fund}]}
  closed: {name: 已办结, final: 已办结}
`

const crashAmount = 12_345 // 分

// program builds the real binary.
func program(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "dandang")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "dandang").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return bin
}

// child is the program serving a demo.
type child struct {
	cmd            *exec.Cmd
	base, password string
	out            *bytes.Buffer // its standard error
}

var (
	addressLine  = regexp.MustCompile(`地址:(http://\S+)`)
	passwordLine = regexp.MustCompile(`口令都是 (\S+)`)
)

func startChild(t *testing.T, bin string, args []string) *child {
	t.Helper()
	c := &child{out: &bytes.Buffer{}}
	c.cmd = exec.CommandContext(t.Context(), bin, append([]string{"serve", "--demo", "--quiet", "--addr", "127.0.0.1:0"}, args...)...)
	c.cmd.Stderr = c.out
	stdout, err := c.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.cmd.Start())
	lines := bufio.NewScanner(stdout)
	for c.password == "" && lines.Scan() {
		if m := addressLine.FindStringSubmatch(lines.Text()); m != nil {
			c.base = m[1]
		}
		if m := passwordLine.FindStringSubmatch(lines.Text()); m != nil {
			c.password = m[1]
		}
	}
	require.NotEmpty(t, c.base, "the server starts: %v", lines.Err())
	require.NotEmpty(t, c.password)
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
	return c
}

// kill ends the child as a power cut does.
func (c *child) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, c.cmd.Process.Kill())
	require.Error(t, c.cmd.Wait(), "it is killed, and does not end by itself")
}

// request is one act of the load, with what it was told.
type request struct {
	who, path, key string
	body           map[string]any
	want           int
	answered       bool // a whole answer came back
	status         int
	caseID         string
	replayed       string
	text           []byte
}

// crash is a demo under load that is killed now and then.
type crash struct {
	t        *testing.T
	bin      string
	args     []string
	options  models.Options
	child    *child
	tokens   map[string]string
	mu       sync.Mutex
	requests []*request
	answered atomic.Int64
}

func (c *crash) send(r *request) error {
	body, err := json.Marshal(r.body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.child.base+r.path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", r.key)
	req.Header.Set("Authorization", "Bearer "+c.tokens[r.who])
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // it was read to its end
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	var answer struct{ ID string }
	if err := json.Unmarshal(text, &answer); err != nil {
		return err
	}
	r.answered, r.status, r.caseID, r.replayed, r.text = true, resp.StatusCode, answer.ID, resp.Header.Get("Idempotency-Replayed"), text
	return nil
}

// ask sends a request of the load and keeps it. It answers whether the next one can follow.
func (c *crash) ask(r *request) bool {
	r.key = newID()
	c.mu.Lock()
	c.requests = append(c.requests, r)
	c.mu.Unlock()
	if c.send(r) != nil {
		return false
	}
	c.answered.Add(1)
	return r.status == r.want
}

// load files cases and takes them to their end, one after the other, until the server is gone.
func (c *crash) load(d desk) {
	for {
		open := &request{who: d.filer, path: "/api/v1/cases", want: http.StatusCreated, body: map[string]any{
			"process": "crash", "fields": map[string]any{"amount": "123.45", "note": "演练"},
		}}
		if !c.ask(open) {
			return
		}
		path := "/api/v1/cases/" + open.caseID + "/events"
		for _, step := range []struct{ who, event string }{{d.filer, "submit"}, {d.clerk, "pay"}, {d.clerk, "done"}} {
			body := map[string]any{"event": step.event, "opinion": "同意"}
			if !c.ask(&request{who: step.who, path: path, body: body, want: http.StatusOK}) {
				return
			}
		}
	}
}

func (c *crash) signIn() {
	c.t.Helper()
	c.tokens = map[string]string{}
	for _, d := range desks {
		for _, who := range []string{d.filer, d.clerk} {
			body, err := json.Marshal(map[string]any{"username": who, "password": c.child.password})
			require.NoError(c.t, err)
			resp, err := http.Post(c.child.base+"/api/v1/session", "application/json", bytes.NewReader(body))
			require.NoError(c.t, err)
			var answer struct{ Token string }
			require.NoError(c.t, json.NewDecoder(resp.Body).Decode(&answer))
			require.NoError(c.t, resp.Body.Close())
			require.NotEmpty(c.t, answer.Token)
			c.tokens[who] = answer.Token
		}
	}
}

func TestCrash_KillingTheServerUnderLoadLosesNothingAndLeavesNothingHalf(t *testing.T) {
	t.Parallel()
	bin := program(t)
	onEach(t, func(t *testing.T, o models.Options) {
		t.Helper()
		dir := t.TempDir()
		args := []string{"--data", dir}
		if o.Driver == models.SQLite {
			o.Path = filepath.Join(dir, "dandang.db")
		} else {
			args = append(args, "--db", o.DSN)
		}
		c := &crash{t: t, bin: bin, args: args, options: o, child: startChild(t, bin, args)}
		c.furnish()
		c.signIn()
		for range 3 {
			c.killUnderLoad(150)
			c.inspect()
			c.child = startChild(t, bin, args)
			c.repeat()
		}
		c.child.kill(t)
		c.inspect()
		c.complete()
	})
}

// engineOn opens the database beside the program.
func (c *crash) engineOn() (*models.Store, *engine.Engine, func()) {
	c.t.Helper()
	store, err := models.Open(context.Background(), c.options)
	require.NoError(c.t, err)
	clock := &fixedClock{}
	clock.at.Store(monday)
	e := engine.New(engine.Config{Store: store, Directory: store, Calendar: store, Clock: clock, Compile: process.Compile, Vault: seal.Fixed("bench"), NewID: newID, Seed: newSeed})
	return store, e, func() {
		e.Close()
		require.NoError(c.t, store.Close())
	}
}

// furnish publishes the procedure and funds its ledger, as another process on the same database.
func (c *crash) furnish() {
	c.t.Helper()
	_, e, done := c.engineOn()
	defer done()
	_, err := e.Install(c.t.Context(), "crash.yaml", []byte(crashText), "")
	require.NoError(c.t, err)
	_, err = e.SetBudget(c.t.Context(), "yanguodong", "crash", "fund", 1_000_000_000)
	require.NoError(c.t, err)
}

// killUnderLoad lets twelve clients act until so many acts were acknowledged, and kills the server among them.
func (c *crash) killUnderLoad(acts int64) {
	c.t.Helper()
	until := c.answered.Load() + acts
	from := len(c.requests)
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() { c.load(desks[i%len(desks)]) })
	}
	ended := make(chan struct{})
	go func() { all.Wait(); close(ended) }()
	give := time.After(90 * time.Second)
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for c.answered.Load() < until {
		select {
		case <-ended:
			last := c.requests[len(c.requests)-1]
			require.Fail(c.t, "every client was refused", "%s %v: %d %s", last.who, last.body, last.status, last.text)
		case <-give:
			require.Fail(c.t, "the load does not get on", "%d of %d acts", c.answered.Load(), until)
		case <-look.C:
		}
	}
	c.child.kill(c.t)
	all.Wait()
	cut := 0
	for _, r := range c.requests[from:] {
		if !r.answered {
			cut++
			continue
		}
		require.Equal(c.t, r.want, r.status, "%s %v: %s", r.path, r.body, r.text)
		require.NotEqual(c.t, "true", r.replayed)
	}
	require.NotZero(c.t, cut, "some requests were cut off")
	c.t.Logf("%d acknowledged, %d cut off", len(c.requests[from:])-cut, cut)
}

// repeat sends every request once more, with its key. The acknowledged get their first answer; those that were cut off
// are carried out now, or were before.
func (c *crash) repeat() {
	c.t.Helper()
	store, _, done := c.engineOn()
	defer done()
	ctx := c.t.Context()
	kept, lost := 0, 0 // of those cut off
	for _, r := range c.requests {
		before, err := store.Recall(ctx, r.who, r.key)
		require.NoError(c.t, err)
		again := *r
		require.NoError(c.t, c.send(&again))
		require.Equal(c.t, r.want, again.status, "%s", again.text)
		after, err := store.Recall(ctx, r.who, r.key)
		require.NoError(c.t, err)
		require.NotNil(c.t, after)
		require.Equal(c.t, after.Case, again.caseID)
		if r.answered {
			require.Equal(c.t, r.caseID, again.caseID)
		}
		switch {
		case r.answered:
		case before != nil:
			kept++
		default:
			lost++
		}
		if before != nil {
			require.Equal(c.t, "true", again.replayed)
			require.Equal(c.t, before, after, "same case, same event")
		} else {
			require.False(c.t, r.answered)
			require.NotEqual(c.t, "true", again.replayed)
		}
		*r = again
	}
	c.t.Logf("of those cut off %d had been carried out, %d not at all", kept, lost)
}

// complete counts: as many cases as were asked for, and as many events as requests, although many came twice or more.
func (c *crash) complete() {
	c.t.Helper()
	store, _, done := c.engineOn()
	defer done()
	cases, err := store.Cases(c.t.Context(), engine.CaseQuery{Process: "crash", Limit: 100_000})
	require.NoError(c.t, err)
	opened, events := 0, int64(0)
	for _, r := range c.requests {
		if strings.HasSuffix(r.path, "/cases") {
			opened++
		}
	}
	for _, k := range cases {
		events += k.Events
	}
	require.Len(c.t, cases, opened)
	require.Equal(c.t, int64(len(c.requests)), events)
}

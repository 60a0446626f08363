package main

import (
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// output collects what a command writes, from several goroutines.
type output struct {
	mu sync.Mutex
	b  strings.Builder
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func noEnv(string) string { return "" }

// command runs one command line to its end.
func command(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, complaints output
	code = runContext(t.Context(), args, noEnv, strings.NewReader(stdin), &out, &complaints)
	return code, out.String(), complaints.String()
}

// running is a server started as the command line does it.
type running struct {
	base     string
	password string
	stop     func() int // ends it as SIGTERM does, and answers the exit code
	out      *output
}

var (
	addressLine  = regexp.MustCompile(`地址:(http://\S+)`)
	passwordLine = regexp.MustCompile(`口令都是 (\S+)`)
)

func start(t *testing.T, args ...string) *running {
	t.Helper()
	return startWith(t, noEnv, args...)
}

// startWith is start with an environment.
func startWith(t *testing.T, env func(string) string, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	out := &output{}
	code := make(chan int, 1)
	go func() {
		c := runContext(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), env, strings.NewReader(""),
			io.MultiWriter(out, w), out)
		_ = w.Close()
		code <- c
	}()
	s := &running{out: out}
	s.stop = sync.OnceValue(func() int { cancel(); return <-code })
	t.Cleanup(func() { s.stop() })
	head := make([]byte, 4096)
	for !strings.Contains(out.String(), "国家秘密") {
		if _, err := r.Read(head); err != nil {
			t.Fatalf("the server did not start: %s", out)
		}
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	s.base = addressLine.FindStringSubmatch(out.String())[1]
	if strings.Contains(strings.Join(args, " "), "--demo") {
		require.Eventually(t, func() bool { return passwordLine.MatchString(out.String()) }, 5*time.Second, time.Millisecond)
		s.password = passwordLine.FindStringSubmatch(out.String())[1]
	}
	return s
}

func TestServe_DemoKeepsClockAndCasesOverARestart(t *testing.T) {
	dir := t.TempDir()
	s := start(t, "--demo", "--data", dir)
	c := newClient(t, s.base)
	clerk := c.as("sunlixin", s.password)
	before := clerk.get("/api/v1/cases").items()
	require.NotEmpty(t, before)
	moved := clerk.post("/api/v1/demo/clock", map[string]any{"advance": "5 workdays"})
	require.Equal(t, "2026-03-09", moved.text("now")[:10])
	require.Equal(t, 0, s.stop(), "%s", s.out)

	again := start(t, "--demo", "--data", dir)
	require.Equal(t, s.password, again.password)
	c = newClient(t, again.base)
	require.GreaterOrEqual(t, c.get("/api/v1/session").text("now"), moved.text("now"))
	require.Len(t, c.as("sunlixin", again.password).get("/api/v1/cases").items(), len(before))
	require.Equal(t, 0, again.stop())
}

func TestServe_DemoCasesStandInSeveralStates(t *testing.T) {
	s := start(t, "--demo", "--data", t.TempDir())
	c := newClient(t, s.base)
	states := map[string]bool{}
	for _, who := range []string{"sunlixin", "xulihua"} {
		for _, item := range c.as(who, s.password).get("/api/v1/cases").items() {
			states[item["state"].(map[string]any)["id"].(string)] = true
		}
	}
	require.GreaterOrEqual(t, len(states), 4, "%v", states)
	code, out, _ := command(t, "", "version")
	require.Zero(t, code)
	require.Contains(t, out, "dandang ")
}

func TestServe_WithoutDemoTellsHowToCreateTheFirstAdministrator(t *testing.T) {
	dir := t.TempDir()
	s := start(t, "--data", dir)
	require.Eventually(t, func() bool { return strings.Contains(s.out.String(), "dandang user add admin") }, time.Second, time.Millisecond)
	c := newClient(t, s.base)
	require.Equal(t, "no_such_path", c.raw(http.MethodGet, "/api/v1/demo/accounts", nil, nil).text("code"))
	require.Equal(t, 0, s.stop())

	code, out, errs := command(t, "一个足够长的口令\n", "user", "add", "admin", "--name", "管理员", "--unit", "信息中心", "--admin", "--data", dir)
	require.Zero(t, code, errs)
	require.Contains(t, out, "账号“admin”已建立")
	code, _, errs = command(t, "一个足够长的口令\n", "user", "add", "admin", "--name", "管理员", "--unit", "信息中心", "--data", dir)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "已有账号")
	code, _, errs = command(t, "短\n", "user", "add", "other", "--name", "某人", "--unit", "信息中心", "--data", dir)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "密码至少8个字符")

	s = start(t, "--data", dir)
	admin := newClient(t, s.base).as("admin", "一个足够长的口令")
	require.Contains(t, string(admin.get("/api/v1/me").body), `"admin"`)
	require.Equal(t, http.StatusOK, admin.get("/api/v1/admin/posts").status)

	code, _, errs = command(t, "另一个足够长的口令\n", "user", "password", "admin", "--data", dir)
	require.Zero(t, code, errs)
	require.Equal(t, "unauthenticated", admin.get("/api/v1/me").text("code"), "a changed password ends every session")
	require.Equal(t, 401, admin.post("/api/v1/session", map[string]any{"username": "admin", "password": "一个足够长的口令"}).status)
	newClient(t, s.base).as("admin", "另一个足够长的口令")
}

func TestServe_DemoAndRealWorkAreKeptApart(t *testing.T) {
	demo, real := t.TempDir(), t.TempDir()
	require.Equal(t, 0, start(t, "--demo", "--data", demo).stop())
	code, _, errs := command(t, "", "serve", "--addr", "127.0.0.1:0", "--data", demo)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "这是演示数据库")
	require.Equal(t, 0, start(t, "--data", real).stop())
	code, _, errs = command(t, "一个足够长的口令\n", "user", "add", "admin", "--name", "管理员", "--unit", "信息中心", "--admin", "--data", real)
	require.Zero(t, code, errs)
	code, _, errs = command(t, "", "serve", "--demo", "--addr", "127.0.0.1:0", "--data", real)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "已用于正式办理")
}

func TestCommands_ExitCodes(t *testing.T) {
	dir := t.TempDir()
	broken := dir + "/broken.yaml"
	require.NoError(t, os.WriteFile(broken, []byte("语言版本: 1\n流程： x\n"), 0o600))
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"no command shows the help", nil, exitFine, "serve"},
		{"an unknown flag is a usage error", []string{"serve", "--nonsense"}, exitUsage, "unknown flag"},
		{"a missing file is broken", []string{"check", dir + "/none.yaml"}, 1, "文件读不出来"},
		{"a broken file is told with its place", []string{"check", broken}, 1, "broken.yaml:2:"},
		{"the shipped procedure checks", []string{"check", "processes/care-fund.yaml"}, -1, "care-fund.yaml"},
		{"the schema is JSON", []string{"schema"}, exitFine, `"$schema"`},
		{"fmt keeps what is in order", []string{"fmt", "processes/care-fund.yaml"}, exitFine, "流程: care-fund"},
		{"an old schema asks for db up", []string{"audit", "verify", "--data", dir}, 1, "dandang db up"},
		{"db up", []string{"db", "up", "--data", dir}, exitFine, "数据库结构已是第"},
		{"audit verify of nothing", []string{"audit", "verify", "--data", dir}, exitFine, "校验0件"},
		{"an unknown account", []string{"user", "password", "nobody", "--data", dir}, 1, "没有登录名为“nobody”的账号"},
	} {
		code, out, errs := command(t, "", c.args...)
		if c.code >= 0 {
			require.Equal(t, c.code, code, "%s: %s%s", c.name, out, errs)
		} else {
			require.Contains(t, []int{0, 3}, code, "%s: %s%s", c.name, out, errs)
		}
		require.Contains(t, out+errs, c.says, c.name)
	}
}

// A request in hand is finished when the server is told to stop.
func TestServe_StopsWithoutCuttingOffARequest(t *testing.T) {
	s := start(t, "--demo", "--data", t.TempDir())
	clerk := newClient(t, s.base).as("sunlixin", s.password)
	id := clerk.post("/api/v1/cases", map[string]any{"process": "care-fund"}).text("id")
	body, send := io.Pipe()
	form := multipart.NewWriter(send)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/api/v1/cases/"+id+"/files", body)
	require.NoError(t, err)
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+clerk.token)
	status := make(chan int, 1)
	go func() {
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			status <- 0
			return
		}
		_ = resp.Body.Close()
		status <- resp.StatusCode
	}()
	part, err := form.CreateFormFile("file", "扫描件.pdf")
	require.NoError(t, err)
	// More than the sockets' buffers hold, so that the server is reading when it is told to stop.
	_, err = io.WriteString(part, "%PDF-1.4\n"+strings.Repeat("x", 16<<20))
	require.NoError(t, err)
	code := make(chan int, 1)
	go func() { code <- s.stop() }()
	require.Eventually(t, func() bool {
		resp, err := http.Get(s.base + "/healthz")
		if err == nil {
			_ = resp.Body.Close()
		}
		return err != nil
	}, 5*time.Second, 5*time.Millisecond, "no new request is taken")
	_, err = io.WriteString(part, strings.Repeat("y", 1<<20))
	require.NoError(t, err)
	require.NoError(t, form.Close())
	require.NoError(t, send.Close())
	require.Equal(t, http.StatusCreated, <-status)
	require.Equal(t, 0, <-code, "%s", s.out)
}

// A draft is tried in a demo only, and what is wrong with it is told at the start.
func TestServe_TriesADraft(t *testing.T) {
	t.Parallel()
	code, _, complaints := command(t, "", "serve", "--data", t.TempDir(), "--try", "processes/post-entry.yaml")
	require.NotZero(t, code)
	require.Contains(t, complaints, "--try 只能与 --demo 同用")
	code, _, complaints = command(t, "", "serve", "--demo", "--data", t.TempDir(), "--try", "processes/none.yaml")
	require.NotZero(t, code)
	require.Contains(t, complaints, "办事规则文件读不出来")
	s := start(t, "--demo", "--data", t.TempDir(), "--try", "processes/post-entry.yaml")
	require.Zero(t, s.stop())
}

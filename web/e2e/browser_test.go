package e2e_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// patience is how long a page may take to show what it is asked for; only a failing test waits so long.
const patience = 60 * time.Second

// site is the binary that serves demo data to all tests, and the browser that they share.
type site struct {
	url      string
	password string
	binary   string
	browser  context.Context //nolint:containedctx // lives as long as the tests
}

var shared struct {
	sync.Mutex
	site *site
	stop []func()
}

func TestMain(m *testing.M) {
	code := m.Run()
	for i := len(shared.stop) - 1; i >= 0; i-- {
		shared.stop[i]()
	}
	os.Exit(code)
}

// missing ends a test that needs what is not installed: skipped, unless everything must run.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("DANDANG_REQUIRE_BROWSER") != "" {
		t.Fatalf("%s is missing", what)
	}
	t.Skipf("%s is missing: make test installs it", what)
}

func chromium(t *testing.T) string {
	t.Helper()
	named := []string{"chromium", "chromium-browser", "google-chrome"}
	if other := os.Getenv("DANDANG_BROWSER"); other != "" {
		named = []string{other}
	}
	for _, name := range named {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing(t, "chromium")
	return ""
}

// open starts server and browser for the first test that asks.
func open(t *testing.T) *site {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.site != nil {
		return shared.site
	}
	program := chromium(t)
	dir, err := os.MkdirTemp("", "dandang-e2e") //nolint:usetesting // outlives the test that opens it
	require.NoError(t, err)
	shared.stop = append(shared.stop, func() { _ = os.RemoveAll(dir) })
	binary := filepath.Join(dir, "dandang")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "dandang").CombinedOutput()
	require.NoError(t, err, string(out))
	s := &site{binary: binary}
	shared.stop = append(shared.stop, s.serve(t, "127.0.0.1:0", filepath.Join(dir, "data")))
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("lang", "zh-CN"), chromedp.Flag("force-prefers-reduced-motion", true), chromedp.UserDataDir(filepath.Join(dir, "profile")))...)
	browser, stopBrowser := chromedp.NewContext(allocator)
	shared.stop = append(shared.stop, stopAllocator, stopBrowser)
	require.NoError(t, chromedp.Do(browser))
	s.browser = browser
	shared.site = s
	return s
}

// alone is a server with data of its own, for a test that moves its clock or stops it: where its data lie, and how to stop it.
func (s *site) alone(t *testing.T) (own *site, data string, stop func()) {
	t.Helper()
	own, data = &site{binary: s.binary, browser: s.browser}, t.TempDir()
	stop = own.serve(t, "127.0.0.1:0", data)
	return own, data, stop
}

// serve starts the binary, reads from its greeting where it listens, and answers how to end it.
func (s *site) serve(t *testing.T, addr, data string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, s.binary, "serve", "--demo", "--quiet", "--addr", addr, "--data", data, "--try", filepath.Join("testdata", "desk.yaml"))
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	stop = sync.OnceFunc(func() { cancel(); _ = cmd.Wait() })
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if _, rest, ok := strings.Cut(lines.Text(), "地址:"); ok {
			s.url = strings.TrimSpace(rest)
		}
		if _, rest, ok := strings.Cut(lines.Text(), "口令都是 "); ok {
			s.password = strings.TrimSpace(rest)
			break
		}
	}
	require.NotEmpty(t, s.url, "the server did not say where it listens")
	go func() {
		for lines.Scan() {
			continue // the rest of the greeting is only drained
		}
	}()
	return stop
}

// page is one person at a browser of his own, with cookies that no other has.
type page struct {
	t    *testing.T
	site *site
	ctx  context.Context //nolint:containedctx // the browser's tab
	bad  *complaints
}

// complaints are what the browser itself objects to: scripts that failed, content that the policy held back.
type complaints struct {
	sync.Mutex
	list []string
}

// visit opens a browser of one's own, as wide as told.
func (s *site) visit(t *testing.T, width int) *page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(s.browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p := &page{t: t, site: s, ctx: ctx, bad: &complaints{}}
	require.NoError(t, chromedp.Do(ctx)) // the tab exists from here on, without a limit of time
	require.NoError(t, chromedp.Listen(ctx, p.bad.hear))
	p.run(chromedp.EmulateViewport(int64(width), 900))
	return p
}

func (c *complaints) hear(event any) {
	c.Lock()
	defer c.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		c.list = append(c.list, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			text := make([]string, 0, len(e.Args))
			for _, a := range e.Args {
				text = append(text, string(a.Value)+a.Description)
			}
			c.list = append(c.list, strings.Join(text, " "))
		}
	}
}

// quiet fails the test on anything that the browser objected to.
func (p *page) quiet() {
	p.t.Helper()
	p.bad.Lock()
	defer p.bad.Unlock()
	require.Empty(p.t, p.bad.list, "the browser complains")
}

func (p *page) run(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	require.NoError(p.t, chromedp.Do(ctx, actions...), "on the page:\n%s", p.text())
}

// text is what the page shows, for messages of failed tests.
func (p *page) text() string {
	ctx, cancel := context.WithTimeout(p.ctx, 3*time.Second)
	defer cancel()
	s, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`, chromedp.EvalAwaitPromise))
	if err != nil {
		return err.Error()
	}
	return s
}

// eval runs a script.
func (p *page) eval(script string) {
	p.t.Helper()
	p.run(chromedp.Evaluate[chromedp.Void](script, chromedp.EvalAwaitPromise))
}

// ask runs a script and gives what it answers.
func ask[T any](p *page, script string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	require.NoError(p.t, err, "on the page:\n%s", p.text())
	return v
}

// until waits for a script to say true.
func (p *page) until(what, script string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	again := time.NewTicker(40 * time.Millisecond)
	defer again.Stop()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script, chromedp.EvalAwaitPromise))
		if err == nil && ok {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			require.Fail(p.t, "waited in vain", "for %s (%v), on the page:\n%s", what, err, p.text())
		}
	}
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}

func (p *page) sees(text string) {
	p.t.Helper()
	p.until(text, `document.body.innerText.includes(`+quote(text)+`)`)
}

func (p *page) seesNot(text string) {
	p.t.Helper()
	p.until("no "+text, `!document.body.innerText.includes(`+quote(text)+`)`)
}

// find is the script of the first visible element of a kind whose whole text, or aria-label, is as given.
func find(kind, text string) string {
	return fmt.Sprintf(`[...document.querySelectorAll(%s)].find(e => e.offsetParent !== null && [e.innerText.trim(), e.getAttribute('aria-label')].includes(%s))`, quote(kind), quote(text))
}

// press clicks a button or link by what stands on it.
func (p *page) press(text string) {
	p.t.Helper()
	el := find("button, a, summary, label", text)
	p.until("something to press: "+text, `!!(`+el+`) && !(`+el+`).disabled`)
	p.eval(`(` + el + `).click()`)
}

func (p *page) goTo(path string) {
	p.t.Helper()
	p.run(chromedp.Navigate(p.site.url + path))
}

// signIn picks a person from the demo list, as a visitor would.
func (p *page) signIn(username string) {
	p.t.Helper()
	p.goTo("/sign-in")
	p.until("the list of people", `document.querySelectorAll('[data-account]').length > 0`)
	p.run(chromedp.SendKeys(chromedp.CSS("#find"), username))
	one := `[data-account="` + username + `"]`
	p.run(clickOn(one))
	p.until("the inbox", `location.pathname === '/inbox' && !!document.querySelector('.boxes')`)
}

// fill types into the field of the form with that id, or into an input by its DOM id where it begins with #.
func (p *page) fill(field, value string) {
	p.t.Helper()
	at := `[data-field="` + field + `"] :is(input, textarea, select)`
	if strings.HasPrefix(field, "#") {
		at = field
	}
	p.fillAt(at, value)
}

// fillAt types into what a selector names.
func (p *page) fillAt(at, value string) {
	p.t.Helper()
	p.until("field "+at, `!!document.querySelector(`+quote(at)+`)`)
	p.eval(`(() => {
		const el = document.querySelector(` + quote(at) + `), proto = Object.getPrototypeOf(el)
		el.focus()
		Object.getOwnPropertyDescriptor(proto, 'value').set.call(el, ` + quote(value) + `)
		el.dispatchEvent(new Event('input', {bubbles: true})); el.dispatchEvent(new Event('change', {bubbles: true}))
	})()`)
}

// choose marks an option of a field by what stands beside it.
func (p *page) choose(field, label string) {
	p.t.Helper()
	p.chooseAt(`[data-field="`+field+`"]`, label)
}

// chooseAt does so in the field that a selector names.
func (p *page) chooseAt(at, label string) {
	p.t.Helper()
	el := `[...document.querySelectorAll(` + quote(at+" label") + `)].find(e => e.innerText.trim() === ` + quote(label) + `)`
	p.until("option "+label, `!!(`+el+`)`)
	p.eval(`(` + el + `).click()`)
}

// pick finds a person by typing the name, and takes the first who is offered.
func (p *page) pick(field, name string) {
	p.t.Helper()
	p.pickIn(`[data-field="`+field+`"] input`, name)
}

// pickIn does so in the picker that a selector names.
func (p *page) pickIn(at, name string) {
	p.t.Helper()
	p.run(clickOn(at), chromedp.SendKeys(chromedp.CSS(at), name))
	option := `[...document.querySelectorAll('.el-select-dropdown__item')].find(e => e.offsetParent !== null && e.innerText.trim().startsWith(` + quote(name) + `))`
	p.until("person "+name, `!!(`+option+`)`)
	p.eval(`(` + option + `).click()`)
}

// attach uploads a file of its own to a files field.
func (p *page) attach(field, name, content string) {
	p.t.Helper()
	p.attachAt(`[data-field="`+field+`"]`, name, content)
}

// attachAt does so in the field that a selector names.
func (p *page) attachAt(at, name, content string) {
	p.t.Helper()
	path := filepath.Join(p.t.TempDir(), name)
	require.NoError(p.t, os.WriteFile(path, []byte(content), 0o600))
	p.run(chromedp.SetUploadFiles(chromedp.CSS(at+` input[type=file]`), []string{path}))
	p.until("the uploaded file", `(f => f.innerText.includes(`+quote(name)+`) && !f.querySelector('progress'))(document.querySelector(`+quote(at)+`))`)
}

// fillIn types into a cell of a table field, by the name that a screen reader says.
func (p *page) fillIn(field, cell, value string) {
	p.t.Helper()
	script := `(() => { const f = [...document.querySelectorAll('[data-field="` + field + `"] .field')].find(e => e.querySelector('label,legend')?.innerText.trim().startsWith(` + quote(cell) + `)); return f?.querySelector('input')?.id })()`
	p.until("cell "+cell, `!!`+script)
	p.fill("#"+ask[string](p, `CSS.escape(`+script+`)`), value)
}

// tab opens a second tab with the same cookies.
func (p *page) tab(width int) *page {
	p.t.Helper()
	ctx, cancel := chromedp.NewContext(p.ctx)
	p.t.Cleanup(cancel)
	second := &page{t: p.t, site: p.site, ctx: ctx, bad: &complaints{}}
	require.NoError(p.t, chromedp.Do(ctx))
	second.run(chromedp.EmulateViewport(int64(width), 900))
	return second
}

// clickOn clicks where the selector points, as a mouse does.
func clickOn(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(selector))
}

package e2e_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestJourney_AServerThatIsRestartedLosesNothingTyped(t *testing.T) {
	t.Parallel()
	s, data, stop := open(t).alone(t)
	path := "/cases/" + s.filed(t, "E2E-RESTART")
	p := s.at(t, "qinminghui", path)
	p.press("核实属实")
	p.choose("困难程度", "困难")
	p.fill("核实说明", "写到一半")
	p.fill("#opinion", "情况属实,同意上报。")
	p.until("what was kept", `fetch('/api/v1'+location.pathname+'/autosave').then(r => r.json()).then(a => a.head?.opinion === '情况属实,同意上报。' && a.head.fields['核实说明'] === '写到一半')`)

	// While the server is away the page says so, and keeps what is typed.
	stop()
	p.fill("核实说明", "服务器停了以后接着写的")
	p.press("确认核实属实")
	p.sees("连接不上服务器")
	require.Equal(t, "情况属实,同意上报。", ask[string](p, `document.querySelector('#opinion').value`))
	again := s.serve(t, strings.TrimPrefix(s.url, "http://"), data)
	t.Cleanup(again)
	p.press("确认核实属实")
	p.sees("已核实属实。")
	p.sees("服务器停了以后接着写的")
	p.sees("情况属实,同意上报。")
}

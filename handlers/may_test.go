package handlers_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"dandang/engine"
	"dandang/engine/process"
	"dandang/handlers"

	"github.com/stretchr/testify/require"
)

// Registers: somebody in finance may look into one.
func (f *fakeEngine) Registers(_ context.Context, actor string) ([]engine.RegisterInfo, error) {
	if actor != "fin" {
		return nil, nil
	}
	return []engine.RegisterInfo{{Process: "small", ProcessName: "小事项", Register: "小台账"}}, nil
}

// mayOf reads what GET /me says that somebody may do.
func mayOf(t *testing.T, w *world, who string) []string {
	t.Helper()
	var me struct{ May []string }
	require.NoError(t, json.Unmarshal([]byte(w.as(who, http.MethodGet, "/api/v1/me", "").text), &me))
	return me.May
}

// TestMay_IsWhatTheTableOfRoutesSays compares what each person is told he may do with the rows that let him in.
func TestMay_IsWhatTheTableOfRoutesSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var api struct {
		Paths map[string]map[string]struct{ OperationID string }
	}
	require.NoError(t, json.Unmarshal([]byte(w.do(http.MethodGet, "/openapi.json", "").text), &api))
	roles := map[string]handlers.Role{"ann": "", "own": handlers.RolePolicyOwner, "fin": handlers.RoleFinance, "vac": handlers.RoleVacancies, "adm": handlers.RoleAdmin, "aud": handlers.RoleAuditor}
	compared := 0
	for who, role := range roles {
		may := mayOf(t, w, who)
		for r, need := range handlers.Access {
			id := api.Paths[r.Path][strings.ToLower(r.Method)].OperationID
			if id == "" || len(need.AnyOf) == 0 {
				require.NotContains(t, may, id, "%v is open to everybody", r)
				continue
			}
			named := false
			for _, n := range need.AnyOf {
				named = named || n == role
			}
			if named {
				require.Contains(t, may, id, "%s", who)
			} else {
				require.NotContains(t, may, id, "%s", who)
			}
			compared++
		}
	}
	require.Greater(t, compared, 100)
	require.Empty(t, mayOf(t, w, "ann"))
}

func TestMay_TellsWhomSupervisionAndMeetingsConcern(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	def, err := process.Compile("m.yaml", []byte(`language: 1
process: small
name: 小事项
owner: owner
supervisors: [安全审计员]
roles:
  owner: {name: 维护人, scope: city}
  干部: {name: 干部, scope: unit}
  财政审核人: {name: 财政审核人, scope: city}
  编办负责人: {name: 编办负责人, scope: city}
  安全审计员: {name: 安全审计员, scope: city}
start: {draft: {by: 干部}}
states:
  draft:
    name: 草拟
    edit: all
    on: {submit: {name: 提交, by: initiator, to: study}}
  study:
    name: 研究
    task:
      for: 干部
      vote: {held: meeting, quorum: 1/2 of seats, pass: more than 1/2 of seats, yes: ok, no: bad, recorder: 财政审核人, confirm: 编办负责人}
    on: {ok: {name: 同意, to: done}, bad: {name: 不同意, to: done}}
  done: {name: 完成, final: 办结}
`))
	require.NoError(t, err)
	w.engine.def = def
	require.Equal(t, []string{"meetings"}, mayOf(t, w, "ann"))
	require.Subset(t, mayOf(t, w, "fin"), []string{"meetings", "call-meeting", "registers"})
	require.Contains(t, mayOf(t, w, "vac"), "meetings")
	require.NotContains(t, mayOf(t, w, "vac"), "call-meeting")
	require.Contains(t, mayOf(t, w, "aud"), "supervision")
	require.NotContains(t, mayOf(t, w, "aud"), "meetings")
	require.NotContains(t, mayOf(t, w, "aud"), "registers")
}

// TestProcesses_AllIsToChooseBy: the catalogue leaves out what the caller cannot apply for; lists and figures need it all the same.
func TestProcesses_AllIsToChooseBy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	def, err := process.Compile("s.yaml", []byte(strings.Replace(smallProcess, "owner: owner\n", "owner: owner\nsecrecy: restricted\n", 1)))
	require.NoError(t, err)
	w.engine.def = def
	require.Equal(t, `{"items":[]}`, strings.TrimSpace(w.as("fin", http.MethodGet, "/api/v1/processes", "").text))
	require.Contains(t, w.as("fin", http.MethodGet, "/api/v1/processes?all=true", "").text, `"name":"小事项"`)
	require.Contains(t, w.as("ann", http.MethodGet, "/api/v1/processes", "").text, `"name":"小事项"`, "whoever may start it")
}

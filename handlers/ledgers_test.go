package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"dandang/engine/process"

	"github.com/stretchr/testify/require"
)

// TestLedger_AnAccountIsOneThatACaseCanHave: an account of a split ledger that is named by what no case can hold would never be used, so
// that it is refused; what is read beside the values are names.
func TestLedger_AnAccountIsOneThatACaseCanHave(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	split := strings.NewReplacer("posts: {unit: count}", "posts: {unit: count, split: [office, holder, code]}",
		"fields:\n", "fields:\n  office: {name: 用人单位, type: unit}\n  holder: {name: 负责人, type: person}\n  code: {name: 岗位代码, type: text, pattern: '^[A-Z]+[0-9]+$'}\n").Replace(smallProcess)
	def, err := process.Compile("s.yaml", []byte(split))
	require.NoError(t, err)
	w.engine.def = def
	path := "/api/v1/ledgers/small/posts"
	for account, says := range map[string]string{
		"account=%E5%B8%82%E5%A7%94%E7%BB%84%E7%BB%87%E9%83%A8&account=ann&account=A1": "“用人单位”请从通讯录中选择", // the name of the unit in place of its id
		"account=u&account=nobody&account=A1":                                          "“负责人”请从通讯录中选择",
		"account=u&account=ann&account=a":                                              "“岗位代码”的格式不对",
	} {
		r := w.as("vac", http.MethodPut, path+"?"+account, `{"budget":"3"}`)
		require.Equal(t, "invalid", r.code(), r.text)
		require.Contains(t, r.text, says)
	}
	r := w.as("vac", http.MethodPut, path+"?account=u&account=ann&account=A1", `{"budget":"3"}`)
	require.Equal(t, http.StatusOK, r.StatusCode, r.text)
	require.Equal(t, []any{"u", "ann", "A1"}, r.json["account"])
	require.Equal(t, []any{"市委组织部", "人ann", "A1"}, r.json["account_names"])
	require.Contains(t, w.as("vac", http.MethodGet, path+"/accounts", "").text, `"account_names":["市委组织部","人ann","A1"]`)
}

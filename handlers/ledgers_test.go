package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"dandang/engine/process"

	"github.com/stretchr/testify/require"
)

// What is read beside the values that name an account of a split ledger are names of units and people.
func TestLedger_AccountsAreReadByName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	split := strings.NewReplacer("posts: {unit: count}", "posts: {unit: count, split: [office, holder, code]}",
		"fields:\n", "fields:\n  office: {name: 用人单位, type: unit}\n  holder: {name: 负责人, type: person}\n  code: {name: 岗位代码, type: text, pattern: '^[A-Z]+[0-9]+$'}\n").Replace(smallProcess)
	def, err := process.Compile("s.yaml", []byte(split))
	require.NoError(t, err)
	w.engine.def = def
	path := "/api/v1/ledgers/small/posts"
	r := w.as("vac", http.MethodPut, path+"?account=u&account=ann&account=A1", `{"budget":"3"}`)
	require.Equal(t, http.StatusOK, r.StatusCode, r.text)
	require.Equal(t, []any{"u", "ann", "A1"}, r.json["account"])
	require.Equal(t, []any{"市委组织部", "人ann", "A1"}, r.json["account_names"])
	require.Contains(t, w.as("vac", http.MethodGet, path+"/accounts", "").text, `"account_names":["市委组织部","人ann","A1"]`)
}

package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// Who may not ask is told the same of a person who is there and of one who is not.
func TestStanding_StrangersLearnNotEvenWhetherSomebodyExists(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.token("ann")
	for _, person := range []string{"own", "nobody-of-this-name"} {
		got := w.do(http.MethodGet, "/api/v1/standing/"+person+"?for=promotion", "", "Authorization", "Bearer "+token)
		require.Equal(t, "role_required", got.code(), got.text)
	}
}

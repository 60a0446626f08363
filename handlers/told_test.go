package handlers_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/handlers"
)

// toldEngine keeps what it was asked.
type toldEngine struct {
	*fakeEngine
	prefs  engine.Preferences
	before string
	resent string
}

func (f *toldEngine) Messages(_ context.Context, _ string, _ bool, before string, limit int) ([]engine.ReceivedItem, error) {
	f.before = before
	list := []engine.ReceivedItem{}
	for _, id := range []string{"m3", "m2", "m1"} {
		list = append(list, engine.ReceivedItem{Received: engine.Received{Message: engine.Message{ID: id, Kind: "todo", Text: "您有1件待办", At: 1_772_413_200_000}}})
	}
	return list[:min(limit, 3)], nil
}

func (f *toldEngine) Unread(context.Context, string) (int, error) { return 100, nil }

func (f *toldEngine) ReadMessages(_ context.Context, _ string, ids []string) (int, error) {
	return len(ids), nil
}

func (f *toldEngine) Preferences(context.Context, string) (engine.Preferences, error) {
	return f.prefs, nil
}

func (f *toldEngine) SavePreferences(_ context.Context, _ string, p engine.Preferences) error {
	f.prefs = p
	return nil
}

func (f *toldEngine) Deliveries(_ context.Context, q engine.DeliveryQuery) ([]engine.Delivery, error) {
	return []engine.Delivery{{ID: "m1.ab", Kind: "todo", Channel: engine.ByMail, To: "ann", Status: q.Status, Attempts: 40, Error: "451"}}, nil
}

func (f *toldEngine) Resend(_ context.Context, id string, _ int64) error {
	f.resent = id
	return nil
}

func TestTold_ListsPreferencesAndDeadDeliveries(t *testing.T) {
	t.Parallel()
	f := &toldEngine{}
	w := newWorld(t, func(o *handlers.Options) { f.fakeEngine, _ = o.Engine.(*fakeEngine); o.Engine = f })
	r := w.as("ann", http.MethodGet, "/api/v1/messages?limit=2", "")
	require.Equal(t, http.StatusOK, r.StatusCode, r.text)
	require.Contains(t, r.text, `"unread":"99+"`)
	require.Contains(t, r.text, `"kind_name":"待办"`)
	next := r.json["next"].(string)
	r = w.as("ann", http.MethodGet, "/api/v1/messages?cursor="+next, "")
	require.Equal(t, http.StatusOK, r.StatusCode, r.text)
	require.Equal(t, "m2", f.before)
	r = w.as("ann", http.MethodPost, "/api/v1/messages/read", `{"ids":["m1","m2"]}`)
	require.Contains(t, r.text, `"read":2`)
	r = w.as("ann", http.MethodPut, "/api/v1/me/preferences", `{"off":["wecom"],"mute":{"mail":["copy"]}}`)
	require.Equal(t, http.StatusOK, r.StatusCode, r.text)
	require.Equal(t, engine.Preferences{Off: []engine.Channel{"wecom"}, Mute: map[string][]string{"mail": {"copy"}}}, f.prefs)
	require.Equal(t, http.StatusUnprocessableEntity, w.as("ann", http.MethodPut, "/api/v1/me/preferences", `{"off":["pigeon"]}`).StatusCode)

	require.Equal(t, http.StatusForbidden, w.as("ann", http.MethodGet, "/api/v1/admin/deliveries", "").StatusCode)
	require.Equal(t, http.StatusForbidden, w.as("ann", http.MethodPost, "/api/v1/admin/deliveries/m1.ab/resend", "").StatusCode)
	require.Empty(t, f.resent)
	r = w.as("adm", http.MethodGet, "/api/v1/admin/deliveries", "")
	require.Contains(t, r.text, `"status":"dead"`)
	require.Contains(t, r.text, `"人ann"`)
	require.Equal(t, http.StatusNoContent, w.as("adm", http.MethodPost, "/api/v1/admin/deliveries/m1.ab/resend", "").StatusCode)
	require.Equal(t, "m1.ab", f.resent)
}

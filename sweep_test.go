package main

import (
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dandang/config"
)

// A file that is put into a field stays for good, also when a new version takes its place; one that never is goes.
func TestFiles_VersionsStayAndUnusedUploadsGo(t *testing.T) {
	dir := t.TempDir()
	r := newRoad(t, "--data", dir)
	r.id = r.who("sunlixin").post("/api/v1/cases", map[string]any{"process": "care-fund"}).text("id")
	files := "/api/v1/cases/" + r.id + "/files"
	put := func(query, content string) string {
		a := r.who("sunlixin").post(files+query, upload{"证明.pdf", "%PDF-1.4\n" + content})
		require.Equal(t, http.StatusCreated, a.status, "%s", a.body)
		return a.text("id")
	}
	first, stray := put("", "一"), put("", "无用")
	missing := func() any {
		for _, m := range r.who("sunlixin").get("/api/v1/cases/" + r.id + "/materials").items() {
			if m["field"] == "诊断证明" {
				return m["missing"]
			}
		}
		return nil
	}
	r.who("sunlixin").send(http.MethodPatch, "/api/v1/cases/"+r.id, map[string]any{"fields": map[string]any{"致困原因": "重大疾病"}}, nil)
	require.Equal(t, true, missing())
	r.fill([]any{map[string]any{"id": first}}, "SWEEP-1")
	require.Equal(t, false, missing())
	second := put("?replaces="+first, "二")
	r.fill([]any{map[string]any{"id": second}}, "SWEEP-1")
	require.Equal(t, "invalid", r.who("sunlixin").post(files+"?replaces=none", upload{"证明.pdf", "%PDF-1.4\n三"}).text("code"))
	r.act("sunlixin", "提交", nil, "单位核实")
	clerk := r.who("qinminghui")
	require.Equal(t, http.StatusOK, clerk.raw(http.MethodGet, files+"/"+first, nil, nil).status, "who handles the case reads the earlier version")
	require.Equal(t, http.StatusNotFound, clerk.raw(http.MethodGet, files+"/"+stray, nil, nil).status)
	require.Equal(t, http.StatusNotFound, r.who("heping").raw(http.MethodGet, files+"/"+first, nil, nil).status, "whom it is about reads what is in the fields")

	a := &app{stdout: &output{}, stderr: &output{}}
	settings := config.Default()
	settings.DataDir, settings.Demo = dir, true
	db, err := openStore(t.Context(), settings)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	srv, err := a.prepare(t.Context(), settings, slog.New(slog.DiscardHandler), db)
	require.NoError(t, err)
	defer srv.engine.Close()
	now, wall := srv.clock.Now(), systemClock{}.Now()+time.Hour.Milliseconds()
	sweep := func(at int64) int {
		n, err := srv.sweepFiles(t.Context(), at, wall)
		require.NoError(t, err)
		return n
	}
	week := (8 * 24 * time.Hour).Milliseconds()
	require.Zero(t, sweep(now), "what is young is left alone")
	require.Zero(t, sweep(now+week), "noticed first")
	require.Equal(t, http.StatusNotFound, r.who("sunlixin").raw(http.MethodGet, files+"/"+stray, nil, nil).status)
	strayFile, err := db.File(t.Context(), stray)
	require.NoError(t, err)
	require.Positive(t, sweep(now+week))
	require.Zero(t, sweep(now+week))
	_, err = srv.blobs.Open(t.Context(), strayFile.SHA256)
	require.Error(t, err, "its bytes are gone too")
	for _, id := range []string{first, second} {
		require.Equal(t, http.StatusOK, r.who("sunlixin").raw(http.MethodGet, files+"/"+id, nil, nil).status, "used files stay")
	}
}

package main

import (
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dandang/config"
	"dandang/internal/files/filestest"

	"github.com/stretchr/testify/require"
)

// A server whose attachments lie in a bucket: uploaded, fetched whole and in part, in the package of the case, refused without
// a trace when the store fails, and swept when nobody used them. Nothing of them is on this machine.
func TestFiles_InABucketThroughHTTP(t *testing.T) {
	s3 := filestest.Start(t, time.Now)
	for name, value := range map[string]string{
		"ENDPOINT": s3.URL, "BUCKET": filestest.Bucket, "REGION": filestest.Region, "PREFIX": "dandang/",
		"ACCESS_KEY": filestest.AccessKey, "SECRET_KEY": filestest.SecretKey,
	} {
		t.Setenv("DANDANG_S3_"+name, value)
	}
	dir := t.TempDir()
	s := startWith(t, os.Getenv, "--demo", "--data", dir)
	r := &road{client: newClient(t, s.base), t: t, password: s.password, people: map[string]*client{}}
	seeded := len(s3.Keys())
	r.id = r.who("sunlixin").post("/api/v1/cases", map[string]any{"process": "care-fund"}).text("id")
	one := "/api/v1/cases/" + r.id
	file := r.file("sunlixin")
	stray := r.who("sunlixin").post(one+"/files", upload{"无用.pdf", "%PDF-1.4\n无用"})
	require.Equal(t, http.StatusCreated, stray.status)
	require.Len(t, s3.Keys(), seeded+2)
	before := s3.Keys()
	s3.Fail(filestest.Break, filestest.Break, filestest.Break, filestest.Break)
	listed := len(r.who("sunlixin").get(one + "/files").items())
	broken := r.who("sunlixin").raw(http.MethodPost, one+"/files", upload{"断.pdf", "%PDF-1.4\n断"}, nil)
	require.Equal(t, http.StatusInternalServerError, broken.status, "%s", broken.body)
	require.NotContains(t, string(broken.body), s3.URL)
	s3.Fail()
	require.Equal(t, before, s3.Keys())
	require.Len(t, r.who("sunlixin").get(one+"/files").items(), listed, "nor is it listed")
	r.fill(file, "S3-1")
	r.act("sunlixin", "提交", nil, "单位核实")
	path := one + "/files/" + file[0].(map[string]any)["id"].(string)
	whole := r.who("qinminghui").raw(http.MethodGet, path, nil, nil)
	require.Equal(t, "%PDF-1.4\n%âãÏÓ\n1 0 obj", string(whole.body))
	part := r.who("qinminghui").raw(http.MethodGet, path, nil, []string{"Range", "bytes=0-3"})
	require.Equal(t, http.StatusPartialContent, part.status)
	require.Equal(t, "%PDF", string(part.body))
	entries, _ := packed(t, r.who("qinminghui").get(one+"/package.zip"))
	require.Equal(t, string(whole.body), entries["附件/01-扫描件.pdf"])

	require.Empty(t, s3.Refused(), "every signature held")
	left, err := os.ReadDir(filepath.Join(dir, "files", "incoming"))
	require.NoError(t, err)
	require.Empty(t, left)
	require.Equal(t, 0, s.stop(), "%s", s.out)

	a := &app{env: os.Getenv, stdout: &output{}, stderr: &output{}}
	settings, err := a.settings(place{data: dir})
	require.NoError(t, err)
	settings.Demo = true
	sweepBucket(t, a, settings, s3, seeded)
}

// sweepBucket removes what no case used, and nothing else.
func sweepBucket(t *testing.T, a *app, settings config.Settings, s3 *filestest.S3, seeded int) {
	t.Helper()
	db, err := openStore(t.Context(), settings)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	srv, err := a.prepare(t.Context(), settings, slog.New(slog.DiscardHandler), db)
	require.NoError(t, err)
	defer srv.engine.Close()
	at := srv.clock.Now() + (8 * 24 * time.Hour).Milliseconds()
	for range 2 { // noticed first, then removed
		_, err = srv.sweepFiles(t.Context(), at, time.Now().Add(time.Hour).UnixMilli())
		require.NoError(t, err)
	}
	require.Len(t, s3.Keys(), seeded+1, "the one that nobody used is gone, the one in the case stays")
}

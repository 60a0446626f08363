package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandang/internal/dossier"
	"dandang/models/mariadbtest"

	"github.com/stretchr/testify/require"
)

// packed reads a package that the API handed over.
func packed(t *testing.T, a answer) (map[string]string, dossier.Manifest) {
	t.Helper()
	require.Equal(t, http.StatusOK, a.status, "%s", a.body)
	require.Equal(t, "application/zip", a.header.Get("Content-Type"))
	z, err := zip.NewReader(bytes.NewReader(a.body), int64(len(a.body)))
	require.NoError(t, err)
	entries := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(in)
		require.NoError(t, err)
		entries[f.Name] = string(text)
	}
	var m dossier.Manifest
	require.NoError(t, json.Unmarshal([]byte(entries[dossier.ManifestName]), &m))
	return entries, m
}

func TestPackage_OfACaseOnSQLite(t *testing.T) {
	dir := t.TempDir()
	casePackage(t, []string{"--data", dir})
}

func TestPackage_OfACaseOnMariaDB(t *testing.T) {
	casePackage(t, []string{"--data", t.TempDir(), "--db", mariadbtest.DSN(t)})
}

// casePackage takes a case out as several people, and checks what they got offline and against the system.
func casePackage(t *testing.T, where []string) {
	t.Helper()
	s := start(t, append([]string{"--demo"}, where...)...)
	r := &road{client: newClient(t, s.base), t: t, password: s.password, people: map[string]*client{}}
	r.id = r.who("sunlixin").post("/api/v1/cases", map[string]any{"process": "care-fund"}).text("id")
	path := "/api/v1/cases/" + r.id + "/package.zip"
	file := r.file("sunlixin")
	r.fill(file, "家庭困难")
	r.act("sunlixin", "提交", nil, "单位核实")
	r.act("qinminghui", "核实属实", map[string]any{"opinion": "账号6222000000000001234已核对", "fields": map[string]any{"困难程度": "特别困难", "核实说明": "属实"}}, "单位集体研究")

	own := r.who("sunlixin").get(path)
	entries, m := packed(t, own)
	require.Contains(t, own.header.Get("Content-Disposition"), "attachment")
	require.Equal(t, r.id, m.Case)
	require.Equal(t, r.last.text("number"), m.Number)
	require.Contains(t, m.MadeBy, "孙立新")
	require.Equal(t, "内部", m.Mark)
	require.True(t, strings.HasPrefix(entries["审批表.pdf"], "%PDF-"))
	require.Equal(t, "%PDF-1.4\n%âãÏÓ\n1 0 obj", entries["附件/01-扫描件.pdf"])
	require.Contains(t, entries["事项.json"], "6222000000000001234", "what he filed himself")
	subject, _ := packed(t, r.who("heping").get(path))
	require.NotContains(t, subject["办理记录.json"], "已核对", "an applicant is not shown what handlers said")
	require.NotContains(t, subject, "办理环节.json")
	require.NotContains(t, subject, "交流意见.json")
	require.Contains(t, entries["说明.txt"], "国家秘密")

	clerk, m := packed(t, r.who("qinminghui").get(path))
	require.Contains(t, clerk["办理记录.json"], "已核对")
	require.NotContains(t, clerk["事项.json"], "6222000000000001234", "sensitive, and not his to read")
	require.Contains(t, clerk, "办理环节.json")
	require.Contains(t, clerk, "附件/01-扫描件.pdf")
	require.Equal(t, 4, m.Events, "opened, written, submitted, verified")

	masked, m := packed(t, r.who("sunlixin").get(path+"?masked=true"))
	require.True(t, m.Masked)
	for name, text := range masked {
		require.NotContains(t, text, "6222000000000001234", name)
		require.False(t, strings.HasPrefix(name, "附件/"), "nobody can mask a scan")
	}
	require.Len(t, m.LeftOut, 1)
	for _, text := range []string{masked["办理记录.json"], masked["事项.json"]} {
		require.NotEmpty(t, text)
	}
	handler, _ := packed(t, r.who("qinminghui").get(path+"?masked=true"))
	require.NotContains(t, handler["办理记录.json"], "6222000000000001234", "an opinion repeats it")
	require.Contains(t, handler["办理记录.json"], "****1234已核对")

	require.Equal(t, http.StatusNotFound, r.who("mahaitao").get(path).status)
	copied := r.who("qinminghui").post("/api/v1/cases/"+r.id+"/circulate", map[string]any{"to": []string{"luwenbo"}, "reason": "请阅"})
	require.Equal(t, http.StatusOK, copied.status, "%s", copied.body)
	require.Equal(t, "forbidden", r.who("luwenbo").get(path).text("code"), "who was sent a copy")
	log := r.who("taoguodong").get("/api/v1/exports?limit=1").items()[0]
	require.Equal(t, "package", log["what"])
	require.Equal(t, true, log["done"])
	require.EqualValues(t, len(handler)-4, log["rows"], "entries but for chain, manifest, seal and sums")

	disk := filepath.Join(t.TempDir(), "卷宗.zip")
	require.NoError(t, os.WriteFile(disk, own.body, 0o600))
	check := func(code int, says string, args ...string) {
		t.Helper()
		got, out, errs := command(t, "", append([]string{"verify-package", disk}, args...)...)
		require.Equal(t, code, got, "%s%s", out, errs)
		require.Contains(t, out+errs, says)
	}
	check(exitFine, "核对结果:完整,各文件与清单一致")
	require.Equal(t, 0, s.stop(), "%s", s.out)
	check(exitFine, "与系统所存的办理记录一致", where...)

	var forged bytes.Buffer // done over again with its digests: only the system can tell
	rep, err := dossier.Verify(bytes.NewReader(own.body), int64(len(own.body)))
	require.NoError(t, err)
	w := dossier.NewWriter(&forged, time.UnixMilli(0))
	require.NoError(t, w.Add("事项.json", "case", "", func(out io.Writer) error { _, err := io.WriteString(out, "{}"); return err }))
	require.NoError(t, w.Close(rep.Manifest.Head, rep.Chain, func([]byte) (string, error) { return rep.Seal, nil }))
	require.NoError(t, os.WriteFile(disk, forged.Bytes(), 0o600))
	check(exitFine, "未与系统比对")
	check(exitFailed, "清单不是本系统导出的", where...)
	require.NoError(t, os.WriteFile(disk, own.body[:len(own.body)-40], 0o600))
	check(exitFailed, "这不是卷宗文件,或者文件不完整")
}

package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/models"

	"github.com/stretchr/testify/require"
)

// What must be found nowhere: of the reporter, who is nobody's name in the directory.
const (
	canaryName  = "欧阳赛鸽舟"
	canaryPhone = "13987650421"
	canaryID    = "330106198402297318" // of the person “kin” in the directory, who is known by its keyed digest only
)

var canaries = []string{canaryName, canaryPhone, canaryID}

// What the database may not show, and who may read the case may; and what is nobody's secret.
const (
	canarySensitive = "来自赤狐九号渠道"
	plainControl    = "普通青鸟对照词"
)

const canaryPassword = "一个足够长的口令"

// canaryOffice is a small office for the search: everybody's id is his user name too, and “kin” is known by an id number.
type canaryOffice struct {
	people []string
	posts  [][2]string // role, person
	kin    []directory.Kin
	texts  []string // files of the procedures
}

// put puts the office, its accounts and procedures into a new data directory, and into the database of dsn where one is given.
func (o canaryOffice) put(t *testing.T, dir, dsn string) {
	t.Helper()
	code, _, errs := command(t, "", append([]string{"db", "up"}, placed(dir, dsn)...)...)
	require.Zero(t, code, errs)
	a := &app{env: noEnv}
	require.NoError(t, a.withStore(t.Context(), place{data: dir, dsn: dsn}, func(ctx context.Context, db *models.Store) error {
		ring, err := a.ring(ctx, place{data: dir, dsn: dsn}, db)
		require.NoError(t, err)
		units := []directory.Unit{{ID: "city", Name: "市纪委", Level: directory.LevelCity}}
		var people []directory.Person
		var posts []directory.Post
		hash, err := hashPassword(ctx, canaryPassword)
		require.NoError(t, err)
		for _, id := range o.people {
			p := directory.Person{ID: id, Username: id, Name: "人员" + id, Unit: "city", Order: len(people), Active: true}
			if id == "kin" {
				p.IDMac = engine.IDMac(ring, canaryID)
			}
			people = append(people, p)
		}
		for _, p := range o.posts {
			posts = append(posts, directory.Post{Role: p[0], Person: p[1], Unit: "city"})
		}
		require.NoError(t, db.SaveDirectory(ctx, units, people, posts, o.kin, nil))
		for _, p := range people {
			require.NoError(t, db.SaveAccount(ctx, models.Account{Person: p.ID, Username: p.ID, PasswordHash: hash, CreatedAt: 1, UpdatedAt: 1}))
		}
		require.NoError(t, installCalendar(ctx, db))
		conf, err := engineConfig(db, systemClock{}, ring)
		require.NoError(t, err)
		e := engine.New(conf)
		defer e.Close()
		for _, file := range o.texts {
			src, err := os.ReadFile(file)
			require.NoError(t, err)
			if _, err = e.Install(ctx, filepath.Base(file), src, ""); err != nil {
				return err
			}
		}
		return nil
	}))
}

// canaryCity is the office of testdata/canary.
func canaryCity(t *testing.T, dir string) {
	t.Helper()
	canaryOffice{
		people: []string{"clerk", "head", "head2", "subject", "kin", "spouse", "worker", "stranger"},
		posts:  [][2]string{{"登记员", "clerk"}, {"负责人", "head"}, {"规则维护人", "stranger"}, {"负责人", "kin"}},
		kin:    []directory.Kin{{A: "kin", B: "spouse", Relation: "夫妻"}},
		texts:  []string{"testdata/canary/report.yaml"},
	}.put(t, dir, "")
}

// placed are the arguments that name a data directory, and a database beside it where dsn is given.
func placed(dir, dsn string) []string {
	args := []string{"--data", dir}
	if dsn != "" {
		args = append(args, "--db", dsn)
	}
	return args
}

// talk keeps every reply, so that all of them can be searched.
type talk struct {
	*road
	replies *strings.Builder
}

func (k talk) say(who, method, path string, body any) answer {
	k.t.Helper()
	a := k.who(who).send(method, strings.ReplaceAll(path, "ID", k.id), body, nil)
	for name, values := range a.header {
		k.replies.WriteString(name + ": " + strings.Join(values, " ") + "\n")
	}
	k.replies.Write(a.body)
	return a
}

func (k talk) do(who, event string, fields map[string]any, status int, says string) answer {
	k.t.Helper()
	a := k.say(who, http.MethodPost, "/api/v1/cases/ID/events", map[string]any{"event": event, "fields": fields, "opinion": "同意办理"})
	require.Equal(k.t, status, a.status, "%s %s: %s", who, event, a.body)
	require.Contains(k.t, string(a.body), says)
	return a
}

// readAll has everybody read everything that there is to read.
func (k talk) readAll() {
	k.t.Helper()
	for _, who := range []string{"clerk", "head", "kin", "spouse", "worker", "subject", "stranger"} {
		for _, path := range []string{"", "/events", "/history", "/tasks", "/documents", "/files"} {
			k.say(who, http.MethodGet, "/api/v1/cases/ID"+path, nil)
		}
		for _, path := range []string{"/cases", "/inbox?box=todo", "/inbox?box=mine", "/inbox?box=done", "/notices", "/processes", "/processes/canary-report", "/me"} {
			k.say(who, http.MethodGet, "/api/v1"+path, nil)
		}
	}
}

// A reporter's name, phone and id number are planted and the case is worked on, acts refused included. Then nothing that
// the program leaves behind or answers holds them in any form.
func TestCanary_NothingOfTheReporterIsAnywhere(t *testing.T) {
	dir := t.TempDir()
	canaryCity(t, dir)
	s := start(t, "--data", dir)
	k := talk{&road{client: newClient(t, s.base), t: t, password: canaryPassword, people: map[string]*client{}}, &strings.Builder{}}
	reporter := map[string]any{"name": canaryName, "id_no": canaryID}
	c := k.say("clerk", http.MethodPost, "/api/v1/cases", map[string]any{"process": "canary-report", "fields": map[string]any{
		"反映人": reporter, "联系方式": canaryPhone, "来件渠道": canarySensitive, "被反映人": "subject", "反映内容": plainControl,
	}})
	require.Equal(t, http.StatusCreated, c.status, "%s", c.body)
	k.id = c.text("id")
	require.Equal(t, "map[sealed:true]", c.text("fields", "反映人"))
	require.Equal(t, canarySensitive, c.text("fields", "来件渠道"))

	// Mistakes that people make with the values: the problem repeats nothing of them.
	for field, wrong := range map[string]any{
		"反映人": map[string]any{"name": canaryName, "id_no": canaryID[:17] + "0"}, "联系方式": strings.Repeat(canaryPhone, 9),
		"来件原件": []any{map[string]any{"id": canaryID, "name": canaryName}},
	} {
		a := k.say("clerk", http.MethodPatch, "/api/v1/cases/ID", map[string]any{"fields": map[string]any{field: wrong}})
		require.Equal(t, http.StatusUnprocessableEntity, a.status, "%s: %s", field, a.body)
	}
	odd := k.say("clerk", http.MethodPatch, "/api/v1/cases/ID", map[string]any{"fields": map[string]any{"反映人": map[string]any{canaryName: canaryID}}})
	require.Equal(t, http.StatusUnprocessableEntity, odd.status, "%s", odd.body)

	content := "%PDF-1.4\n" + canaryName + canaryPhone + "\nstream\n" + deflated(canaryID) + "\nendstream"
	f := k.say("clerk", http.MethodPost, "/api/v1/cases/ID/files?field=来件原件", upload{canaryName + canaryPhone + ".pdf", content})
	require.Equal(t, http.StatusCreated, f.status, "%s", f.body)
	file := "/api/v1/cases/ID/files/" + f.text("id")
	a := k.do("clerk", "登记", map[string]any{"来件原件": []any{map[string]any{"id": f.text("id")}}}, http.StatusOK, "分派")
	require.Equal(t, "map[sealed:true]", a.text("fields", "来件原件"))
	k.readAll()

	// Who holds the post of the head but is the reporter, by his id number, has no part in the case, nor has his wife.
	require.Equal(t, http.StatusNotFound, k.say("kin", http.MethodGet, "/api/v1/cases/ID", nil).status)
	k.do("kin", "分派", map[string]any{"承办人": "worker"}, http.StatusNotFound, "未找到该事项或无权查看")
	k.do("head", "分派", map[string]any{"承办人": "spouse"}, http.StatusForbidden, "依规不能办理该事项")
	k.do("head", "分派", map[string]any{"承办人": "kin"}, http.StatusForbidden, "依规不能办理该事项")
	k.do("head", "分派", map[string]any{"承办人": "subject"}, http.StatusForbidden, "依规不能办理该事项")
	k.do("head", "分派", map[string]any{"承办人": "worker"}, http.StatusOK, "核查")

	unseal := func(who, field, reason string) answer {
		return k.who(who).post("/api/v1/cases/"+k.id+"/unseal", map[string]any{"field": field, "reason": reason})
	}
	require.Equal(t, http.StatusNotFound, k.say("clerk", http.MethodGet, file, nil).status, "not even who brought the file")
	require.Equal(t, http.StatusNotFound, k.say("head", http.MethodGet, file, nil).status, "not before it was opened")
	require.Equal(t, http.StatusForbidden, k.say("worker", http.MethodPost, "/api/v1/cases/ID/unseal", map[string]any{"field": "反映人", "reason": "想知道"}).status)
	require.Equal(t, http.StatusNotFound, k.say("stranger", http.MethodPost, "/api/v1/cases/ID/unseal", map[string]any{"field": "反映人", "reason": "想知道"}).status)
	require.Equal(t, http.StatusUnprocessableEntity, k.say("head", http.MethodPost, "/api/v1/cases/ID/unseal", map[string]any{"field": "反映人", "reason": " "}).status)
	opened := unseal("head", "反映人", "联系反映人核实")
	require.Equal(t, http.StatusOK, opened.status, "%s", opened.body)
	require.Equal(t, canaryName, opened.text("value", "name"))
	require.Equal(t, canaryID, opened.text("value", "id_no"))
	require.Equal(t, http.StatusNotFound, k.say("head", http.MethodGet, file, nil).status, "another field was opened")
	require.Equal(t, http.StatusOK, unseal("head", "来件原件", "核对原件").status)
	fetched := k.who("head").raw(http.MethodGet, "/api/v1/cases/"+k.id+"/files/"+f.text("id"), nil, nil)
	require.Equal(t, content, string(fetched.body))
	history := string(k.say("head", http.MethodGet, "/api/v1/cases/ID/history", nil).body)
	require.Equal(t, 3, strings.Count(history, `"启封"`), "both that were granted and the one refused: %s", history)
	k.do("worker", "核查完毕", map[string]any{"核查情况": "经核查失实"}, http.StatusOK, "已核查")
	k.readAll()

	search := newSearcher(t, canaries...)
	for _, who := range []string{"clerk", "head", "worker"} {
		taken := k.who(who).get("/api/v1/cases/" + k.id + "/package.zip")
		require.Equal(t, http.StatusOK, taken.status, "%s", taken.body)
		require.Empty(t, search.find(taken.body, 4), "the package of %s, who may have opened the field", who)
		require.NotEmpty(t, newSearcher(t, plainControl).find(taken.body, 4))
	}
	for _, text := range []string{k.replies.String(), s.out.String()} {
		require.Empty(t, search.find([]byte(text), 3))
	}
	require.Contains(t, k.replies.String(), plainControl)
	while, searched := search.files(t, dir) // while it runs: with the log that was not yet merged
	require.Empty(t, while)
	require.Greater(t, searched, 3)
	require.Equal(t, 0, s.stop(), "%s", s.out)
	code, out, errs := command(t, "", "audit", "verify", "--data", dir)
	require.Zero(t, code, out+errs)
	after, _ := search.files(t, dir)
	require.Empty(t, after)
	require.Empty(t, search.find([]byte(s.out.String()+out+errs), 3))

	for _, never := range []string{canarySensitive} { // encrypted at rest, though its readers may see it
		found, _ := newSearcher(t, never).files(t, dir)
		require.Empty(t, found)
	}
	found, _ := newSearcher(t, plainControl).files(t, dir)
	require.NotEmpty(t, found, "the same search of the same files finds what is not confidential")
}

// Data that were encrypted with a key need it: a start without it, or with another, is refused and harms nothing.
func TestKeys_TheServerRefusesDataOfAnotherKey(t *testing.T) {
	dir := t.TempDir()
	require.Equal(t, 0, start(t, "--data", dir).stop())
	file := filepath.Join(dir, "seal.key")
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.NoError(t, os.Rename(file, file+".away"))
	code, _, errs := command(t, "", "serve", "--addr", "127.0.0.1:0", "--data", dir)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "找不到密钥文件")
	require.NoFileExists(t, file)
	other := t.TempDir()
	require.Equal(t, 0, start(t, "--data", other).stop())
	wrong, err := os.ReadFile(filepath.Join(other, "seal.key"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, wrong, 0o600))
	code, _, errs = command(t, "", "serve", "--addr", "127.0.0.1:0", "--data", dir)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "密封密钥与数据不符")
	require.NoError(t, os.Rename(file+".away", file))
	code, out, errs := command(t, "", "key", "rotate", "--data", dir)
	require.Zero(t, code, errs)
	require.Contains(t, out, "已增加密钥“k2”")
	require.Equal(t, 0, start(t, "--data", dir).stop())
}

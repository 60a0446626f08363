package web_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"testing"

	"dandang/web"

	"github.com/stretchr/testify/require"
)

// firstLoad is how much a browser may have to fetch, compressed, before the first page stands.
const firstLoad = 250 << 10

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := fs.ReadFile(web.Pages(), name)
	require.NoError(t, err)
	return b
}

func compressed(t *testing.T, b []byte) int {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, err := z.Write(b)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return out.Len()
}

var (
	loaded   = regexp.MustCompile(`(?:src|href)="/(assets/[^"]+)"`)
	imported = regexp.MustCompile(`(?:from|import)\s*"\./([^"]+)"`)
)

// TestFirstLoad_StaysSmall counts index.html, what it names, and what those scripts import at once.
func TestFirstLoad_StaysSmall(t *testing.T) {
	t.Parallel()
	index := read(t, "index.html")
	total, seen := compressed(t, index), map[string]bool{}
	var add func(name string)
	add = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		body := read(t, name)
		total += compressed(t, body)
		if path.Ext(name) == ".js" {
			for _, m := range imported.FindAllSubmatch(body, -1) {
				add("assets/" + string(m[1]))
			}
		}
	}
	for _, m := range loaded.FindAllSubmatch(index, -1) {
		add(string(m[1]))
	}
	require.GreaterOrEqual(t, len(seen), 3, "script, style and runtime should be found: %v", seen)
	t.Logf("first load: %d bytes compressed, %d files", total, len(seen)+1)
	require.LessOrEqual(t, total, firstLoad)
}

// TestOutput_AsksNobodyElse: no address of another machine is fetched; names of standards and of licences are no fetches.
func TestOutput_AsksNobodyElse(t *testing.T) {
	t.Parallel()
	address := regexp.MustCompile(`(?:src|href)="(?:https?:)?//|url\((?:["']?)(?:https?:)?//|@import|fetch\("https?:|import\("https?:`)
	require.NoError(t, fs.WalkDir(web.Pages(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if m := address.Find(read(t, name)); m != nil {
			t.Errorf("%s asks elsewhere: %s", name, m)
		}
		return nil
	}))
}

// TestOutput_IsWhatTheSourcesBuild builds afresh and compares with what is committed. It needs Node and npm ci in web: without
// them it is skipped, or fails when DANDANG_REQUIRE_BROWSER is set (make test).
func TestOutput_IsWhatTheSourcesBuild(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(filepath.Join("node_modules", "vite")); err != nil {
		if os.Getenv("DANDANG_REQUIRE_BROWSER") != "" {
			t.Fatal("web/node_modules is missing: run npm ci in web")
		}
		t.Skip("web/node_modules is missing: make web installs it")
	}
	fresh := t.TempDir()
	out, err := exec.CommandContext(t.Context(), "npx", "--no-install", "vite", "build", "--outDir", fresh, "--emptyOutDir").CombinedOutput()
	require.NoError(t, err, string(out))
	files := func(dir fs.FS) map[string]string {
		all := map[string]string{}
		require.NoError(t, fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(dir, name)
			all[name] = string(b)
			return err
		}))
		return all
	}
	committed, built := files(web.Pages()), files(os.DirFS(fresh))
	for name := range built {
		require.Contains(t, committed, name, "run make web and commit web/dist")
		require.Equal(t, built[name], committed[name], "%s differs: run make web and commit web/dist", name)
	}
	for name := range committed {
		require.Contains(t, built, name, "%s is built no longer: run make web and commit web/dist", name)
	}
}

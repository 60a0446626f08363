package main_test

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is the direction of the code: a package imports those listed beside it, of ours, and nothing else
// (docs/ARCHITECTURE.md). A package that is not listed fails the test, so that a new one is placed on purpose.
var mayImport = map[string][]string{
	"dandang":                            {"*"},
	"dandang/handlers":                   {"engine", "engine/process", "engine/directory", "engine/workday", "engine/guard", "internal/signin", "internal/files", "internal/yamldoc"},
	"dandang/models":                     {"engine", "engine/directory", "engine/workday", "models/migrations"},
	"dandang/models/migrations":          {},
	"dandang/models/mariadbtest":         {},
	"dandang/config":                     {"engine/directory", "engine/workday", "internal/yamldoc"},
	"dandang/processes":                  {},
	"dandang/web":                        {},
	"dandang/web/e2e":                    {},
	"dandang/engine":                     {"engine/machine", "engine/process", "engine/guard", "engine/directory", "engine/workday"},
	"dandang/engine/machine":             {"engine/process"},
	"dandang/engine/process":             {"engine/guard", "engine/workday", "internal/yamldoc"},
	"dandang/engine/guard":               {},
	"dandang/engine/workday":             {},
	"dandang/engine/directory":           {},
	"dandang/engine/memstore":            {"engine", "engine/workday"},
	"dandang/engine/storetest":           {"engine", "engine/workday"},
	"dandang/engine/scenario":            {"engine", "engine/process", "engine/guard", "engine/directory", "engine/workday", "engine/memstore", "internal/seal", "internal/yamldoc"},
	"dandang/internal/yamldoc":           {},
	"dandang/internal/signin":            {},
	"dandang/internal/seal":              {},
	"dandang/internal/files":             {"internal/seal"},
	"dandang/internal/files/filestest":   {},
	"dandang/internal/jobs":              {"engine"},
	"dandang/internal/sheet":             {},
	"dandang/internal/dossier":           {},
	"dandang/internal/print":             {"engine"},
	"dandang/bench":                      {"*"},
	"dandang/bench/walker":               {"*"},
	"dandang/internal/notify":            {"engine"},
	"dandang/internal/notify/notifytest": {},
}

// rooms says which packages alone may import an outside technology.
var rooms = map[string][]string{
	"github.com/gin-gonic/gin":         {"dandang/handlers"},
	"github.com/danielgtaylor/huma/v2": {"dandang/handlers"},
	"gorm.io/":                         {"dandang/models"},
	"github.com/pressly/goose":         {"dandang/models", "dandang/models/migrations"},
	"database/sql":                     {"dandang/models", "dandang/bench", "dandang/models/mariadbtest"},
	"github.com/looplab/fsm":           {"dandang/engine/machine"},
	"gopkg.in/yaml.v3":                 {"dandang/internal/yamldoc"},
	"github.com/expr-lang/expr":        {"dandang/engine/guard"},
	"github.com/goccy/go-graphviz":     {"dandang/engine/process"},
	"github.com/alexedwards/argon2id":  {"dandang/internal/signin"},
	"github.com/ncruces/go-sqlite3":    {"dandang/models", "dandang/bench"},
	"github.com/go-sql-driver/mysql":   {"dandang/models", "dandang/bench", "dandang/models/mariadbtest"},
	"github.com/spf13/cobra":           {"dandang"},
	"github.com/signintech/gopdf":      {"dandang/internal/print"},
	"github.com/xuri/excelize/v2":      {"dandang/internal/sheet"},
	"github.com/wneessen/go-mail":      {"dandang/internal/notify"},
	"github.com/minio/minio-go/v7":     {"dandang/internal/files"},

	"github.com/standard-webhooks/standard-webhooks/libraries": {"dandang/internal/notify"},
}

type listed struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestImports_EachPackageImportsOnlyWhatItMay(t *testing.T) {
	for _, p := range packages(t) {
		allowed, known := mayImport[p.ImportPath]
		if !known {
			t.Errorf("%s has no place in the import table: add it on purpose", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			ours, isOurs := strings.CutPrefix(imported, "dandang/")
			if isOurs && !slices.Contains(allowed, "*") && !slices.Contains(allowed, ours) {
				t.Errorf("%s must not import %s", p.ImportPath, imported)
			}
		}
	}
}

func TestImports_EachTechnologyStaysInItsRoom(t *testing.T) {
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			for technology, room := range rooms {
				inside := imported == technology || strings.HasPrefix(imported, strings.TrimSuffix(technology, "/")+"/")
				if inside && !slices.Contains(room, p.ImportPath) {
					t.Errorf("%s imports %s, which only %v may know", p.ImportPath, imported, room)
				}
			}
		}
	}
}

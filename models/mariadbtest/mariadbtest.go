// Package mariadbtest gives tests databases on a real MariaDB. It starts one private server per test binary, in a
// temporary folder and reachable through a Unix socket only, and stops it at the end.
//
// The environment decides: DANDANG_TEST_MYSQL, the beginning of a connection string up to and including the slash, names a
// server to use instead. Where no mariadbd is installed tests are skipped, or fail when DANDANG_REQUIRE_MYSQL or CI is set.
package mariadbtest

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
)

// The environment variables.
const (
	serverEnv  = "DANDANG_TEST_MYSQL"
	requireEnv = "DANDANG_REQUIRE_MYSQL"
)

// shared is the server of this test binary, started when the first test asks.
var shared struct {
	sync.Mutex
	inMain bool
	server *Server
	err    error
}

// Main runs the tests of a package and then stops the server. Call it from TestMain: os.Exit(mariadbtest.Main(m)).
func Main(m *testing.M) int {
	shared.Lock()
	shared.inMain = true
	shared.Unlock()
	code := m.Run()
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil {
		if err := shared.server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "mariadbtest:", err)
			code = cmp.Or(code, 1)
		}
	}
	return code
}

// DSN makes an empty database for the test, removes it at the end, and gives its connection string. Without any server
// the test is skipped, or fails where one is required.
func DSN(t testing.TB) string {
	t.Helper()
	server, err := sharedServer()
	if errors.Is(err, ErrNoServer) && !required() {
		t.Skipf("no MariaDB: install mariadb-server-core, or set %s; not tested here", serverEnv)
	}
	if err != nil {
		t.Fatalf("MariaDB is required (%s or CI is set, or it does not start): %v", requireEnv, err)
	}
	dsn, drop, err := server.NewDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return dsn
}

func required() bool {
	for _, name := range []string{requireEnv, "CI"} {
		if v := os.Getenv(name); v != "" && v != "0" && v != "false" {
			return true
		}
	}
	return false
}

func sharedServer() (*Server, error) {
	shared.Lock()
	defer shared.Unlock()
	if !shared.inMain {
		return nil, errors.New("call mariadbtest.Main from TestMain, so that the server is stopped")
	}
	if shared.server == nil && shared.err == nil {
		shared.server, shared.err = Start(Options{})
	}
	return shared.server, shared.err
}

// Server is a running database server.
type Server struct {
	prefix string // of connection strings, up to the slash
	stop   func() error
	next   atomic.Int64
}

// NewDatabase makes an empty database and gives its connection string and the function that removes it.
func (s *Server) NewDatabase(ctx context.Context) (dsn string, drop func() error, err error) {
	name := "dandang_test_" + strconv.Itoa(os.Getpid()) + "_" + strconv.FormatInt(s.next.Add(1), 10)
	if err := s.exec(ctx, "CREATE DATABASE "+name+" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
		return "", nil, err
	}
	return s.prefix + name, func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dropWithin)
		defer cancel()
		return s.exec(ctx, "DROP DATABASE "+name)
	}, nil
}

// dropWithin is how long a database may take to go: a transaction that a test left open would hold it for ever.
const dropWithin = 20 * time.Second

// Stop ends the server that Start began, and removes its folder. A server named by the environment keeps running.
func (s *Server) Stop() error { return s.stop() }

func (s *Server) exec(ctx context.Context, query string) error {
	cfg, err := mysql.ParseDSN(s.prefix)
	if err != nil {
		return fmt.Errorf("%s must be like user:password@tcp(127.0.0.1:3306)/ : %w", serverEnv, err)
	}
	cfg.Logger = &mysql.NopLogger{} // it would speak of every attempt that came too early
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		return err
	}
	db := sql.OpenDB(connector)
	_, err = db.ExecContext(ctx, query)
	return errors.Join(err, db.Close())
}

// existing is the server named by the environment.
func existing() (*Server, bool) {
	prefix := os.Getenv(serverEnv)
	if prefix == "" {
		return nil, false
	}
	if !strings.HasSuffix(prefix, "/") {
		prefix += "/"
	}
	return &Server{prefix: prefix, stop: func() error { return nil }}, true
}

package mariadbtest

import (
	"bytes"
	"errors"
	"net"
	"os/exec"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// Dump is a database as a backup of it would be: what mariadb-dump writes, binary values as they are. Where that program is not
// installed the test is skipped, or fails where a server is required.
func Dump(t testing.TB, dsn string) []byte {
	t.Helper()
	program, err := exec.LookPath("mariadb-dump")
	if errors.Is(err, exec.ErrNotFound) && !required() {
		t.Skip("no mariadb-dump: install mariadb-client-core; not tested here")
	}
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"--no-defaults", "--default-character-set=utf8mb4", "--user=" + cfg.User, "--password=" + cfg.Passwd}
	if cfg.Net == "unix" {
		args = append(args, "--socket="+cfg.Addr)
	} else {
		host, port, err := net.SplitHostPort(cfg.Addr)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, "--protocol=tcp", "--host="+host, "--port="+port)
	}
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program, append(args, cfg.DBName)...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("mariadb-dump: %v: %s", err, errs.Bytes())
	}
	return out.Bytes()
}

package mariadbtest

import (
	"database/sql"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// Wipe empties every table of a database but the one that tells which migrations ran: a second test on it begins as the first
// did, and much sooner than on a new one.
func Wipe(t testing.TB, dsn string) {
	t.Helper()
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	defer func() { _ = db.Close() }()
	for _, table := range tables(t, db) {
		if _, err := db.ExecContext(t.Context(), "DELETE FROM `"+table+"`"); err != nil {
			t.Fatal(err)
		}
	}
}

func tables(t testing.TB, db *sql.DB) (names []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name <> 'goose_db_version'")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return names
}

package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"

	"github.com/go-sql-driver/mysql"

	"dandang/models"
)

// openMySQL opens two pools with the settings of models.Open: READ COMMITTED, values written into the statement, and
// for writing several statements in one round trip.
func (f *floor) openMySQL(_ context.Context, o models.Options, byRow bool) error {
	cfg, err := mysql.ParseDSN(o.DSN)
	if err != nil {
		return err
	}
	cfg.ClientFoundRows, cfg.InterpolateParams, cfg.Collation = true, true, "utf8mb4_bin"
	cfg.Params = map[string]string{"sql_mode": "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'"}
	if f.db, err = f.mysqlPool(cfg); err != nil {
		return err
	}
	cfg = cfg.Clone()
	cfg.MultiStatements = true
	writing, err := f.mysqlPool(cfg)
	if err != nil {
		return err
	}
	if byRow {
		f.writer = &mysqlRows{writing}
	} else {
		f.writer = &mysqlSets{writing}
	}
	return nil
}

func (f *floor) mysqlPool(cfg *mysql.Config) (*sql.DB, error) {
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(readCommitted{connector})
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(16)
	f.closers = append(f.closers, pool.Close)
	return pool, nil
}

// readCommitted sets the isolation level once for each connection, which saves a round trip for each transaction.
type readCommitted struct{ driver.Connector }

// Connect implements driver.Connector.
func (c readCommitted) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	_, err = conn.(driver.ExecerContext).ExecContext(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", nil)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// mysqlRows writes each act in a transaction of its own, row by row: what a program does that knows nothing of batches.
type mysqlRows struct{ pool *sql.DB }

func (m *mysqlRows) commit(ctx context.Context, batch []act) error {
	tx, err := m.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for i := range batch {
		if err := writeRows(ctx, batch[i], tx.ExecContext); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

// mysqlSets writes a batch with one statement for each table, all in one round trip.
type mysqlSets struct{ pool *sql.DB }

func (m *mysqlSets) commit(ctx context.Context, batch []act) error {
	tx, err := m.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	err = m.write(ctx, tx, batch)
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func (m *mysqlSets) write(ctx context.Context, tx *sql.Tx, batch []act) error {
	if err := lockCases(ctx, tx, batch); err != nil {
		return err
	}
	var text strings.Builder
	var args []any
	for i := range batch[0].t.tables {
		t := &batch[0].t.tables[i]
		if t.name == "timers" && len(t.updated) > 0 {
			text.WriteString("UPDATE timers SET status = 'stopped' WHERE status = 'open' AND case_id IN " + marks(len(batch)) + "; ")
			for _, j := range batch {
				args = append(args, j.f.caseID)
			}
		}
		n := 0
		for _, j := range batch {
			lists := [][]row{j.f.inserted[i], j.f.updated[i]}
			if t.name == "timers" {
				lists = lists[:1]
			}
			for _, list := range lists {
				for _, r := range list {
					if n == 0 {
						text.WriteString("INSERT INTO " + t.name + " (" + strings.Join(t.cols, ", ") + ") VALUES ")
					}
					text.WriteString(comma(n) + t.marks)
					args = append(args, r...)
					n++
				}
			}
		}
		if n > 0 {
			text.WriteString(t.upsertSQL + "; ")
		}
	}
	_, err := tx.ExecContext(ctx, strings.TrimSuffix(text.String(), "; "), args...)
	return err
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ", "
}

// lockCases locks the cases of a batch and checks that none has moved on.
func lockCases(ctx context.Context, tx *sql.Tx, batch []act) error {
	args := make([]any, len(batch))
	want := make(map[string]int64, len(batch))
	for i, j := range batch {
		args[i], want[j.f.caseID] = j.f.caseID, j.f.rev
	}
	rows, err := tx.QueryContext(ctx, "SELECT id, rev FROM cases WHERE id IN "+marks(len(batch))+" FOR UPDATE", args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	n := 0
	for ; rows.Next(); n++ {
		var id string
		var rev int64
		if err := rows.Scan(&id, &rev); err != nil {
			return err
		}
		if want[id] != rev {
			return errStale
		}
	}
	if n != len(batch) {
		return errStale
	}
	return rows.Err()
}

// prepareUpsert writes down what follows the rows of a statement for many.
func (t *tableTemplate) prepareUpsert() {
	t.marks = marks(len(t.cols))
	if len(t.updated) == 0 || t.name == "timers" {
		return
	}
	var set []string
	for _, c := range t.set {
		set = append(set, t.cols[c]+" = VALUES("+t.cols[c]+")")
	}
	t.upsertSQL = " ON DUPLICATE KEY UPDATE " + strings.Join(set, ", ")
}

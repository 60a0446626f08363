package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"dandang/config"
	"dandang/engine"
	"dandang/engine/process"
	"dandang/internal/yamldoc"
	"dandang/models"
	"dandang/processes"
)

// installCalendar stores the shipped workdays once; later they are an administrator's to keep.
func installCalendar(ctx context.Context, db *models.Store) error {
	years, _, err := db.CalendarTables(ctx)
	if err != nil || len(years) > 0 {
		return err
	}
	years, days, problems := config.LoadCalendar(config.CalendarFile, config.CalendarSource())
	if yamldoc.HasErrors(problems) {
		return problemsError(config.CalendarSource(), problems)
	}
	return db.SaveCalendar(ctx, years, days)
}

// waiting is a shipped procedure that is not in force, because a data directory holds another version of it.
type waiting struct {
	key, name string
	inForce   int // the version that cases follow until somebody publishes the shipped one
}

// installProcesses publishes each shipped procedure that has no version yet. A shipped file that changed later is a
// candidate, which people publish (design.md §6): it replaces nothing, and is answered here so that the start can tell.
func installProcesses(ctx context.Context, e *engine.Engine) ([]waiting, error) {
	var candidates []waiting
	for _, name := range processes.Names() {
		src, err := processes.Source(name)
		if err != nil {
			return nil, err
		}
		d, err := process.Compile(name, src)
		if err != nil {
			return nil, fmt.Errorf("shipped procedure %s: %w", name, err)
		}
		versions, err := e.Versions(ctx, d.Key)
		if err != nil {
			return nil, err
		}
		if len(versions) > 0 {
			if !slices.ContainsFunc(versions, func(v engine.Version) bool { return v.Hash == d.Hash }) {
				candidates = append(candidates, waiting{d.Key, d.Name, newest(versions)})
			}
			continue
		}
		if _, err := e.Install(ctx, name, src, ""); err != nil {
			return nil, fmt.Errorf("install %s: %w", name, err)
		}
	}
	return candidates, nil
}

func newest(versions []engine.Version) int {
	n := 0
	for _, v := range versions {
		n = max(n, v.N)
	}
	return n
}

// tryProcedures puts procedures from files in force in a demo, each in place of a shipped one of the same key: so an owner
// sees a draft at work before anybody publishes it.
func (srv *server) tryProcedures(ctx context.Context, names []string) error {
	if len(names) > 0 && !srv.settings.Demo {
		return errors.New("--try 只能与 --demo 同用:正式办理的规则要经发布生效")
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("办事规则文件读不出来,请核对路径和权限:%w", err)
		}
		if _, err := srv.engine.Install(ctx, name, src, ""); err != nil {
			return fmt.Errorf("装入“%s”:%w", name, err)
		}
	}
	return nil
}

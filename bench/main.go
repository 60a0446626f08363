// Command bench measures how many acts per second the engine does on SQLite and MariaDB, beside a floor: a program in
// plain database/sql that reads and writes the same rows and knows no rules. See docs/performance.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"dandang/models"
	"dandang/models/mariadbtest"
)

type settings struct {
	databases, clients string
	seconds            float64
	profile            string
	exports, keep      string
}

func main() {
	var s settings
	flag.StringVar(&s.databases, "db", "sqlite,mariadb", "databases to measure")
	flag.StringVar(&s.clients, "clients", "1,8,64", "numbers of people at once")
	flag.Float64Var(&s.seconds, "seconds", 4, "how long to measure each contender at each point")
	flag.StringVar(&s.profile, "profile", "", "instead of comparing, write a CPU profile of the engine to this file (give one database and one number of clients)")
	flag.StringVar(&s.exports, "export", "", "instead of measuring acts, measure exports of these numbers of cases: 10000,100000")
	flag.StringVar(&s.keep, "keep", "", "with -export: a folder in which the last files stay")
	flag.Parse()
	if err := bench(context.Background(), s, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(ctx context.Context, s settings, out io.Writer) error {
	if s.exports != "" {
		return exports(ctx, ".", s.exports, s.keep, out)
	}
	began := time.Now()
	fmt.Fprintf(out, "act: the clerk's inbox (a page of 20), then “%s” of %s with an Idempotency-Key; every commit on the disk\n", approval, procedure)
	fmt.Fprintf(out, "machine: %s\n", machine())
	for _, name := range strings.Split(s.databases, ",") {
		if err := database(ctx, name, s, out); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	fmt.Fprintf(out, "\ndone in %.0f s\n", time.Since(began).Seconds())
	return nil
}

// database measures all points on one database.
func database(ctx context.Context, name string, s settings, out io.Writer) (err error) {
	dir, err := os.MkdirTemp("", "dandang-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	options := models.Options{Driver: models.SQLite, Path: filepath.Join(dir, "bench.db")}
	if name != "sqlite" {
		server, err := mariadbtest.Start(mariadbtest.Options{Durable: true, BufferPoolMB: 512})
		if errors.Is(err, mariadbtest.ErrNoServer) {
			fmt.Fprintf(out, "\n%s: not measured: no mariadbd here (install mariadb-server-core)\n", name)
			return nil
		}
		if err != nil {
			return err
		}
		defer func() { _ = server.Stop() }()
		dsn, _, err := server.NewDatabase(ctx)
		if err != nil {
			return err
		}
		options = models.Options{Driver: models.MySQL, DSN: dsn}
	}
	w, err := openWorld(ctx, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	return points(ctx, name, w, s, out)
}

// turns is in how many pieces the time of a contender is cut.
const turns = 6

func points(ctx context.Context, name string, w *world, s settings, out io.Writer) (err error) {
	f, err := openFloor(ctx, w, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	contenders := []lane{{name: "engine", do: w.act}, {name: "floor", do: f.act}}
	if w.options.Driver != models.SQLite {
		byRow, err := openFloor(ctx, w, true)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, byRow.close()) }()
		contenders = append(contenders, lane{name: "floor, row by row", do: byRow.act})
	}
	fmt.Fprintf(out, "rows of one act: %s\n", f.templates[0])
	fmt.Fprintf(out, "\n%-8s %7s  %-18s %8s %9s %9s  %s\n", "database", "clients", "contender", "acts/s", "p50 ms", "p99 ms", "engine/this (slice by slice)")
	stock := &supply{w: w}
	for _, field := range strings.Split(s.clients, ",") {
		clients, err := strconv.Atoi(field)
		if err != nil || clients < 1 {
			return fmt.Errorf("clients %q: write numbers as in 1,8,64", field)
		}
		var lanes []*lane
		for _, c := range contenders {
			lanes = append(lanes, &c)
		}
		t := timing{300 * time.Millisecond, time.Duration(s.seconds / turns * float64(time.Second)), turns, s.profile}
		if s.profile != "" {
			lanes, t.slices = lanes[:1], 1
			t.slice *= turns
		}
		if err := compare(ctx, stock, lanes, clients, t); err != nil {
			return err
		}
		show(out, name, clients, lanes)
	}
	return nil
}

func show(out io.Writer, name string, clients int, lanes []*lane) {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	for _, l := range lanes {
		fmt.Fprintf(out, "%-8s %7d  %-18s %8.0f %9.2f %9.2f", name, clients, l.name, l.total.rate(), ms(l.total.percentile(50)), ms(l.total.percentile(99)))
		if l != lanes[0] {
			fmt.Fprintf(out, "  %.2f (", lanes[0].total.rate()/l.total.rate())
			for i := range l.rates {
				fmt.Fprintf(out, "%s%.2f", strings.Repeat(" ", min(i, 1)), lanes[0].rates[i]/l.rates[i])
			}
			fmt.Fprint(out, ")")
		}
		fmt.Fprintln(out)
	}
}

// machine says what the figures were measured on.
func machine() string {
	model := "unknown processor"
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(b)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d CPUs, %s/%s, %s", model, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
}

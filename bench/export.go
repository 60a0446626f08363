package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dandang/bench/walker"
	"dandang/engine"
	"dandang/engine/process"
	"dandang/internal/seal"
	"dandang/models"
)

// exports measures the export of many cases as xlsx and csv over HTTP from the real binary: time, size, rows, and the most
// memory that the process ever held (VmHWM), for each number of cases of the list, in ascending order. What was exported
// last stays in keep, if given.
func exports(ctx context.Context, list, keep string, out io.Writer) error {
	dir, err := os.MkdirTemp("", "dandang-export-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary, err := walker.Build(ctx, ".", dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "GET /export of one's own cases with the whole form; machine: %s\n", machine())
	fmt.Fprintf(out, "%8s %6s %9s %8s %10s %12s\n", "cases", "format", "rows", "seconds", "MiB", "VmHWM MiB")
	data, filed := filepath.Join(dir, "data"), 0
	server, err := walker.Start(binary, data) // makes the demo city and its people
	if err != nil {
		return err
	}
	if err := server.Stop(); err != nil {
		return err
	}
	for _, field := range strings.Split(list, ",") {
		n, err := strconv.Atoi(field)
		if err != nil || n <= filed {
			return fmt.Errorf("cases %q: write ascending numbers as in 10000,100000", list)
		}
		if err := fileMore(ctx, data, n-filed); err != nil {
			return err
		}
		filed = n
		for _, format := range []string{"xlsx", "csv"} {
			if err := exportOnce(ctx, binary, data, format, n, keep, out); err != nil {
				return err
			}
		}
	}
	return nil
}

// fileMore files cases of one clerk, each with its whole form.
func fileMore(ctx context.Context, data string, n int) error {
	keys, err := os.ReadFile(filepath.Join(data, "seal.key"))
	if err != nil {
		return err
	}
	ring, err := seal.Parse(string(keys))
	if err != nil {
		return err
	}
	store, err := models.Open(ctx, models.Options{Driver: models.SQLite, Path: filepath.Join(data, "dandang.db")})
	if err != nil {
		return err
	}
	w := &world{store: store, clock: &fixedClock{}}
	w.clock.at.Store(monday + (24 * time.Hour).Milliseconds()) // the procedures are in force
	w.engine = engine.New(engine.Config{Store: store, Directory: store, Calendar: store, Clock: w.clock, Compile: process.Compile, Vault: ring, NewID: newID, Seed: newSeed})
	return errors.Join(w.fileMany(ctx, n), w.close())
}

// fileOne has the clerk open and submit one case.
func (w *world) fileOne(ctx context.Context) error {
	d := desks[0]
	r, err := w.engine.Act(ctx, engine.Command{Kind: engine.DoOpen, Process: procedure, Actor: d.filer, Fields: application(d, "HK-"+newID())})
	if err == nil {
		_, err = w.engine.Act(ctx, engine.Command{Kind: engine.DoEvent, Case: r.Case.ID, Actor: d.filer, Event: "提交"})
	}
	return err
}

// fileMany has one clerk file n cases, many at once.
func (w *world) fileMany(ctx context.Context, n int) error {
	var next atomic.Int64
	errs := make([]error, 128)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			for next.Add(1) <= int64(n) && errs[i] == nil {
				errs[i] = w.fileOne(ctx)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// exportOnce starts the server anew, so that the peak is this export's alone.
func exportOnce(ctx context.Context, binary, data, format string, n int, keep string, out io.Writer) error {
	server, err := walker.Start(binary, data)
	if err != nil {
		return err
	}
	began := time.Now()
	rows, size, err := download(ctx, server, format, keep)
	took := time.Since(began)
	peak, peakErr := server.Peak()
	if err := errors.Join(err, peakErr, server.Stop()); err != nil {
		return err
	}
	fmt.Fprintf(out, "%8d %6s %9d %8.1f %10.1f %12.1f\n", n, format, rows, took.Seconds(), float64(size)/(1<<20), float64(peak)/(1<<20))
	return nil
}

// download signs in as the clerk, fetches the export and counts its lines.
func download(ctx context.Context, server *walker.Server, format, keep string) (rows int, size int64, err error) {
	token, err := signIn(ctx, server)
	if err != nil {
		return 0, 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.Base+"/api/v1/export?process="+procedure+"&format="+format, nil)
	if err != nil {
		return 0, 0, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(io.LimitReader(resp.Body, 1000))
		return 0, 0, fmt.Errorf("export: %s: %s", resp.Status, body)
	}
	to := io.Discard
	if keep != "" {
		f, err := os.Create(filepath.Join(keep, "export."+format))
		if err != nil {
			return 0, 0, err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		to = f
	}
	lines := &lineCounter{}
	size, err = io.Copy(io.MultiWriter(to, lines), resp.Body)
	if format == "csv" {
		rows = lines.n - headLines
	}
	return rows, size, err
}

func signIn(ctx context.Context, server *walker.Server) (string, error) {
	get := func(method, path string, body []byte, into any) error {
		req, err := http.NewRequestWithContext(ctx, method, server.Base+path, bytes.NewReader(body))
		if err != nil {
			return err
		}
		if body != nil {
			req.Header.Set("Content-Type", "application/json")
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		defer func() { _ = resp.Body.Close() }()
		return json.NewDecoder(resp.Body).Decode(into)
	}
	var accounts struct {
		Items []struct{ Username, Password string }
	}
	if err := get(http.MethodGet, "/api/v1/demo/accounts", nil, &accounts); err != nil {
		return "", err
	}
	for _, a := range accounts.Items {
		if a.Username != desks[0].filer {
			continue
		}
		body, err := json.Marshal(map[string]string{"username": a.Username, "password": a.Password})
		if err != nil {
			return "", err
		}
		var session struct{ Token string }
		err = get(http.MethodPost, "/api/v1/session", body, &session)
		return session.Token, err
	}
	return "", fmt.Errorf("the demo has no account %s", desks[0].filer)
}

// headLines stand above the rows: title, watermark, columns.
const headLines = 3

// lineCounter counts lines.
type lineCounter struct{ n int }

func (l *lineCounter) Write(p []byte) (int, error) {
	l.n += bytes.Count(p, []byte("\n"))
	return len(p), nil
}

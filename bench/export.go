package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
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
// last stays in keep, if given. root is the folder of the program.
func exports(ctx context.Context, root, list, keep string, out io.Writer) error {
	dir, err := os.MkdirTemp("", "dandang-export-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary, err := walker.Build(ctx, root, dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "GET /export of one's own cases with the whole form; machine: %s\n", machine())
	fmt.Fprintf(out, "%8s %6s %9s %8s %8s %10s %12s\n", "cases", "format", "rows", "seconds", "CPU s", "MiB", "VmHWM MiB")
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
	e, err := measure(ctx, server, format, keep)
	if err := errors.Join(err, server.Stop()); err != nil {
		return err
	}
	fmt.Fprintf(out, "%8d %6s %9d %8.2f %8.2f %10.2f %12.1f\n", n, format, e.rows, e.took.Seconds(), e.busy, float64(e.size)/(1<<20), float64(e.peak)/(1<<20))
	return nil
}

// exported is what one export came to.
type exported struct {
	rows       int
	size, peak int64         // bytes: of the file; that the process ever held
	took       time.Duration // from the request to the last byte
	busy       float64       // seconds of processors
}

// measure fetches an export as the clerk and counts its rows.
func measure(ctx context.Context, server *walker.Server, format, keep string) (e exported, err error) {
	token, err := signIn(ctx, server)
	if err != nil {
		return e, err
	}
	if keep == "" {
		if keep, err = os.MkdirTemp("", "dandang-export-"); err != nil {
			return e, err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(keep)) }()
	}
	name := filepath.Join(keep, "export."+format)
	before, err := settled(ctx, server)
	if err != nil {
		return e, err
	}
	began := time.Now()
	if e.size, err = download(ctx, server, token, format, name); err != nil {
		return e, err
	}
	e.took = time.Since(began)
	if e.busy, err = server.Busy(); err != nil {
		return e, err
	}
	e.busy -= before
	if e.peak, err = server.Peak(); err != nil {
		return e, err
	}
	e.rows, err = rowsIn(name, format)
	return e, err
}

// settled waits until the server has done what it does after a start (it looks at every open case anew), and answers how long
// it has been busy by then.
func settled(ctx context.Context, server *walker.Server) (busy float64, err error) {
	const step, idle = 2 * time.Second, 0.1 // seconds of a processor within a step
	for {
		before, err := server.Busy()
		if err != nil {
			return 0, err
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(step):
		}
		if busy, err = server.Busy(); err != nil || busy-before < idle {
			return busy, err
		}
	}
}

// download fetches the export into a file.
func download(ctx context.Context, server *walker.Server, token, format, name string) (size int64, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.Base+"/api/v1/export?process="+procedure+"&format="+format, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(io.LimitReader(resp.Body, 1000))
		return 0, fmt.Errorf("export: %s: %s", resp.Status, body)
	}
	f, err := os.Create(name)
	if err != nil {
		return 0, err
	}
	size, err = io.Copy(f, resp.Body)
	return size, errors.Join(err, f.Close())
}

// rowsIn counts the rows of an exported file below its head.
func rowsIn(name, format string) (rows int, err error) {
	if format == "xlsx" {
		return rowsOfXLSX(name)
	}
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	r := csv.NewReader(f)
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	for ; ; rows++ {
		if _, err := r.Read(); errors.Is(err, io.EOF) {
			return rows - headLines, nil
		} else if err != nil {
			return 0, err
		}
	}
}

// rowsOfXLSX counts those of the only sheet.
func rowsOfXLSX(name string) (int, error) {
	archive, err := zip.OpenReader(name)
	if err != nil {
		return 0, err
	}
	defer func() { _ = archive.Close() }()
	part, err := archive.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		return 0, err
	}
	defer func() { _ = part.Close() }()
	count := &counter{what: []byte("<row ")} // in a cell it would be escaped
	_, err = io.Copy(count, part)
	return count.n - headLines, err
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

// counter counts how often a text occurs in what is written to it, also across two writes.
type counter struct {
	what, rest []byte
	n          int
}

func (c *counter) Write(p []byte) (int, error) {
	all := append(c.rest, p...)
	c.n += bytes.Count(all, c.what)
	c.rest = slices.Clone(all[max(0, len(all)-len(c.what)+1):])
	return len(p), nil
}

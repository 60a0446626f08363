package walker_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"dandang/bench/walker"
	"dandang/engine/process"

	"github.com/stretchr/testify/require"
)

// number reads a setting of the walk from the environment.
func number(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 63)
	require.NoError(t, err, name)
	return n
}

// sources reads the definitions to walk: those of processes/, or the files named in WALK with those of their folder.
func sources(t *testing.T) (folder string, groups [][]walker.Source) {
	t.Helper()
	folder, wanted := "../../processes", os.Getenv("WALK")
	if wanted != "" {
		folder = filepath.Dir(wanted)
		if !filepath.IsAbs(folder) {
			folder = filepath.Join("../..", folder)
		}
	}
	all, err := walker.Sources(os.DirFS(folder))
	require.NoError(t, err)
	groups = walker.Companies(all)
	require.NotEmpty(t, groups)
	if wanted == "" {
		return folder, groups
	}
	groups = slices.DeleteFunc(groups, func(g []walker.Source) bool {
		return !slices.ContainsFunc(g, func(s walker.Source) bool { return s.File == filepath.Base(wanted) })
	})
	require.NotEmpty(t, groups, "WALK names no definition: %s", wanted)
	return folder, groups
}

// Random people walk every definition through the API: 20 cases of each, or WALK_CASES, from the seed WALK_SEED. A
// definition that is added to processes/ is walked from then on. WALK=path/x.yaml walks that file instead.
func TestWalk(t *testing.T) {
	if testing.Short() {
		t.Skip("a walk takes half a minute")
	}
	folder, groups := sources(t)
	binary := os.Getenv("WALK_BINARY") // one that is built already
	if binary == "" {
		var err error
		binary, err = walker.Build(t.Context(), "../..", t.TempDir())
		require.NoError(t, err)
	}
	for _, group := range groups {
		t.Run(group[0].Definition.Key, func(t *testing.T) {
			t.Parallel() // each has its server and its data
			unseen := walk(t, binary, folder, group, number(t, "WALK_SEED", 1))
			require.Empty(t, unseen, "what no case has done")
		})
	}
}

// walk walks a definition together with those whose cases it starts. It answers what it has not seen: transitions, and
// kinds of what people do. Anything that the server did wrong fails the test.
func walk(t *testing.T, binary, folder string, group []walker.Source, seed uint64) (unseen []string) {
	t.Helper()
	cases := int(number(t, "WALK_CASES", 20)) //nolint:gosec // ParseUint has bounded it
	t.Logf("WALK_SEED=%d WALK_CASES=%d", seed, cases)
	var subjects []walker.Subject
	var try []string
	excused := map[string]walker.Unreached{}
	for i := range group {
		s := &group[i]
		require.NoError(t, s.Rehearse(t.Context()))
		n := cases
		if i > 0 {
			n = cases / 5 // the others come from its cases
		}
		subjects = append(subjects, walker.Subject{Definition: s.Definition, Stories: s.Stories, Reaches: s.Reaches, Cases: n})
		excused[s.Definition.Key] = unreached(t, s.Definition)
		if os.Getenv("WALK") != "" {
			try = append(try, filepath.Join(folder, s.File))
		}
	}
	began := time.Now()
	data := t.TempDir()
	if keep := os.Getenv("WALK_KEEP"); keep != "" { // to look into the database afterwards
		data = filepath.Join(keep, fmt.Sprintf("%s-%d", group[0].Definition.Key, seed))
		require.NoError(t, os.MkdirAll(data, 0o700))
	}
	s, err := walker.Start(binary, data, try...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Stop() })
	r, err := walker.Run(t.Context(), walker.Options{
		Base: s.Base, Subjects: subjects, Seed: seed, Log: t.Logf,
		Missing: func(ctx context.Context) (map[string][]string, error) {
			missing := map[string][]string{}
			for _, sub := range subjects {
				f, err := walker.Examine(ctx, s.Data, sub.Definition)
				if err != nil {
					return nil, err
				}
				missing[sub.Definition.Key] = walker.Owed(sub.Definition, f, excused[sub.Definition.Key], cases)
			}
			return missing, nil
		},
	})
	tell(t, r, time.Since(began))
	for _, sub := range subjects {
		if f, err := walker.Examine(t.Context(), s.Data, sub.Definition); err == nil {
			t.Logf("%s: %d cases, owed: %v; beside them no case took: %v", sub.Definition.Key, f.Cases,
				walker.Owed(sub.Definition, f, excused[sub.Definition.Key], cases), f.Missing)
		}
	}
	require.Empty(t, r.Faults, "what the server did wrong")
	require.NoError(t, err)
	require.NoError(t, s.Stop(), "it stops in order")
	require.Empty(t, s.Complaints(), "the server logged no warning and no error")
	out, err := s.VerifyAudit(t.Context())
	require.NoError(t, err, "every chain is whole: %s", out)
	require.Contains(t, out, ",0件有问题")

	require.GreaterOrEqual(t, r.Opened, cases)
	require.LessOrEqual(t, r.Drafts*10, r.Opened, "few drafts are kept out by a condition")
	require.GreaterOrEqual(t, (r.Closed+r.Waiting)*10, (r.Opened-r.Drafts)*9, "nine in ten come to an end, or wait for a date: %v", r.Outcomes)
	require.LessOrEqual(t, r.Withdrawn*10, r.Opened, "at most a tenth is withdrawn")
	require.LessOrEqual(t, len(r.Stopped)*10, r.Opened, "few cases stop for want of people: %v", r.Stopped)
	for _, sub := range subjects {
		f, err := walker.Examine(t.Context(), s.Data, sub.Definition)
		require.NoError(t, err)
		require.Empty(t, f.Faults, "what the record of %s shows", sub.Definition.Key)
		require.GreaterOrEqual(t, f.Cases, sub.Cases)
		for _, id := range walker.Owed(sub.Definition, f, excused[sub.Definition.Key], cases) {
			unseen = append(unseen, sub.Definition.Key+" "+id)
		}
	}
	for _, what := range expected(group[0].Definition) {
		if r.Done[what] == 0 {
			unseen = append(unseen, what)
		}
	}
	for _, what := range []string{"outsider acts", "reader acts", "stale content", "stale round", "same key", "key of another request", "nobody signed in"} {
		require.NotZero(t, r.Probes[what], what)
	}
	return unseen
}

// expected is what a walk of a definition must have done beside its transitions.
func expected(d *process.Definition) []string {
	list := []string{"recuse"}
	meeting, extend, objection, files := false, false, false, false
	for i := range d.States {
		s := &d.States[i]
		for j := range s.Tasks {
			meeting = meeting || s.Tasks[j].Vote != nil && s.Tasks[j].Vote.Held == "meeting"
			extend = extend || s.Tasks[j].Extend != nil
		}
		for _, e := range d.EventsIn(s.ID) {
			objection = objection || slices.ContainsFunc(e.By, func(who process.Who) bool { return who.Kind == process.ByReader })
		}
	}
	for i := range d.Fields {
		files = files || d.Fields[i].Type == process.Files
	}
	if meeting {
		list = append(list, "vote pass", "vote fail", "vote tie", "vote second tie", "vote no quorum", "correct")
	}
	for what, is := range map[string]bool{"extend": extend, "objection": objection, "upload": files} {
		if is {
			list = append(list, what)
		}
	}
	return list
}

// unreached reads what the walk of a definition is excused from; most have no such file.
func unreached(t *testing.T, d *process.Definition) walker.Unreached {
	t.Helper()
	file := filepath.Join("testdata", "unreached", d.Key+".yaml")
	src, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return walker.Unreached{}
	}
	require.NoError(t, err)
	u, err := walker.ReadUnreached(file, src, d)
	require.NoError(t, err)
	return u
}

func definition(t *testing.T, file string) *process.Definition {
	t.Helper()
	all, err := walker.Sources(os.DirFS("../../processes"))
	require.NoError(t, err)
	for _, s := range all {
		if s.File == file {
			return s.Definition
		}
	}
	t.Fatalf("no %s among %d definitions", file, len(all))
	return nil
}

func tell(t *testing.T, r *walker.Report, took time.Duration) {
	t.Helper()
	t.Logf("%d cases, %d closed, %d withdrawn, until %s: %v", r.Opened, r.Closed, r.Withdrawn, r.Now, r.Outcomes)
	t.Logf("%d acts in %d requests and %d rounds through the city, %s", r.Acts, r.Requests, r.Sweeps, took.Round(time.Millisecond))
	t.Logf("done: %v", r.Done)
	t.Logf("attempts that had to fail: %v", r.Probes)
	t.Logf("refused on the way: %v", r.Refused)
	t.Logf("stopped for want of people: %d %s", len(r.Stopped), strings.Join(sortedKeys(r.Stopped), "; "))
	for _, v := range r.Stuck {
		t.Logf("no end: %s", v)
	}
	for _, v := range r.Vacant {
		t.Logf("vacant post filled: %s", v)
	}
}

func sortedKeys(m map[string]bool) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

package scenario

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// write puts the report out as text or JSON.
func (r Report) write(o Options) error {
	if o.JSON {
		enc := json.NewEncoder(o.Out)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(r)
	}
	var b strings.Builder
	for i := range r.Files {
		r.Files[i].text(&b, o.Verbose)
	}
	_, err := io.WriteString(o.Out, b.String())
	return err
}

func (f *FileReport) text(w *strings.Builder, verbose bool) {
	for _, p := range f.Problems {
		w.WriteString(p)
	}
	if len(f.Problems) > 0 {
		return
	}
	for _, s := range f.Scenarios {
		if len(s.Failures) == 0 {
			if verbose {
				fmt.Fprintf(w, "通过  %s\n", s.Name)
			}
			continue
		}
		fmt.Fprintf(w, "未通过 %s\n", s.Name)
		for _, x := range s.Failures {
			fmt.Fprintf(w, "      %s:%d: %s\n", x.File, x.Line, x.Msg)
		}
	}
	fmt.Fprintf(w, "%s:样例%d个,通过%d个,未通过%d个%s\n", f.File, len(f.Scenarios), len(f.Scenarios)-f.Failed(), f.Failed(), took(f.Seconds))
	c := &f.Coverage
	fmt.Fprintf(w, "覆盖:环节%s,走向%s,条件%s(另有%d个条件出现过不能判断),判定表行%s\n",
		c.States.text(), c.Moves.text(), c.Guards.text(), c.Unknown, c.Rows.text())
	for _, part := range []struct {
		name string
		p    *Part
	}{{"环节", &c.States}, {"走向", &c.Moves}, {"条件", &c.Guards}, {"判定表行", &c.Rows}} {
		for _, item := range part.p.Missing {
			fmt.Fprintf(w, "  没有样例经过的%s:%s(%s:%d)\n", part.name, item.ID, f.Process, item.Line)
		}
	}
	if f.Mutation != nil {
		f.Mutation.text(w, f)
	}
}

// took is a duration in brackets, nothing when it was not measured.
func took(seconds float64) string {
	if seconds == 0 {
		return ""
	}
	return fmt.Sprintf("(%.1f秒)", seconds)
}

func (p *Part) text() string { return fmt.Sprintf("%d/%d", p.Covered, p.Total) }

func (m *MutationReport) text(w *strings.Builder, f *FileReport) {
	fmt.Fprintf(w, "变异:%d个,样例发现%d个,已说明%d个,未发现%d个%s\n", m.Total, m.Killed, len(m.Explained), len(m.Survivors), took(m.Seconds))
	for _, s := range m.Survivors {
		fmt.Fprintf(w, "  没有样例发现:%s(%s:%d)\n", s.ID, f.Process, s.Line)
	}
	for _, s := range m.Stale {
		fmt.Fprintf(w, "  %s:%d: 变异说明“%s”没有对应的变异,或该变异已有样例发现,请删去\n", f.File, s.Line, s.ID)
	}
}

// String is a failure as compilers write theirs.
func (x Failure) String() string { return fmt.Sprintf("%s:%d: %s", x.File, x.Line, x.Msg) }

// Summary is the failures of all files, one a line; empty when there are none.
func (r Report) Summary() string {
	var b strings.Builder
	for _, f := range r.Files {
		for _, p := range f.Problems {
			b.WriteString(p)
		}
		for _, s := range f.Scenarios {
			for _, x := range s.Failures {
				fmt.Fprintf(&b, "%s [%s]\n", x, s.Name)
			}
		}
	}
	return b.String()
}

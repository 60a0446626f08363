package guard_test

import (
	"strings"
	"testing"

	"dandang/engine/guard"
)

func BenchmarkEval(b *testing.B) {
	for _, c := range []struct{ name, src string }{
		{"one comparison", `amount <= 20000`},
		{"join of design.md", `groups.organisation.result == "approve" and vote.yes == 5 and fund.free >= amount`},
		{"decision row", `cause in ["因公牺牲", "重大疾病"] and amount > 10000 and given(on)`},
		{"vote by fraction", `vote.yes / vote.cast > 1 / 2`},
		{"unknown", `posted_on > on and amount > 5`},
	} {
		b.Run(c.name, func(b *testing.B) {
			e := mustCompile(b, c.src, guard.T(guard.Bool))
			values := env()
			b.ReportAllocs()
			for b.Loop() {
				e.Test(values)
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	s := scope()
	for b.Loop() {
		guard.Compile(`groups.organisation.result == "approve" and fund.free >= amount and cause in ["因公牺牲"]`, s, guard.T(guard.Bool))
	}
}

func BenchmarkNudges(b *testing.B) {
	e := mustCompile(b, "count > 0"+strings.Repeat("+1", 30), guard.T(guard.Bool))
	for b.Loop() {
		e.Nudges()
	}
}

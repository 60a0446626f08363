package guard_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"dandang/engine/guard"
)

// seeds are sources that between them use every part of the language and the
// slips that are repaired; more stand under testdata/fuzz.
var seeds = []string{
	`amount <= 20000 and cause == "因公牺牲"`,
	`groups.organisation.result == "approve" and fund.free >= amount`,
	`申请金额 > 1 且 (已核实 或 非 verified) 且 cause 非 属于 ["其他", '重大疾病']`,
	`given(posted_on) ? days_between(posted_on, on) > 5 : previous(amount) != amount`,
	`min(amount, 20000, params.cap_death) * 0.07 / 3 - -0.01 >= max(1, 2.5)`,
	`any_of(causes, "其他") == (len(proof) + len(causes) > count)`,
	`vote.yes / vote.cast > 1/2 and case.opened < "2026-01-06 08:30"`,
	"\uff08amount \uff1d 5\u4e07\uff09\u3000&& cause == \u201c其他\u201d",
	`plus_days(plus_months(latest(rows.until), 12), -1) >= on and sum(rows.paid) <= amount`,
	`plus_years(on, 3) == earliest(rows.until) or sum(rows.days) > 2`,
	`1 < count < 5 | filter(causes, {# > 1})[0] ?? nil`,
	`((((`, `))`, `[`, `"`, `.`, `?:`, `not in`, `-`, `1.`, `a.b.`, `20,000`,
}

func FuzzCompile(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		e, problems := guard.Compile(src, scope(), guard.T(guard.None))
		if (e == nil) != (len(problems) > 0) {
			t.Fatalf("expression and problems contradict each other: %v, %v", e, problems)
		}
		checkPlaces(t, src, problems)
		if utf8.ValidString(src) && len([]rune(src)) < 1000 {
			once := guard.Translate(src, true)
			if guard.Translate(once, true) != once {
				t.Fatalf("translating again changes %q", once)
			}
		}
		if e == nil {
			return
		}
		checkCompiled(t, e)
	})
}

// checkPlaces requires every problem to point into the source, in order, and
// to be in words. 看不明白 would mean that the parser refused what our grammar let
// pass, and so could not say what to write instead.
func checkPlaces(t *testing.T, src string, problems []guard.Problem) {
	t.Helper()
	runes, last := len([]rune(src)), 0
	for _, p := range problems {
		end := p.Col - 1 + p.Len
		if p.Col < 1 || p.Len < 1 || p.Col < last || end > max(runes, 1) && p.Col <= 2000 {
			t.Fatalf("place of %+v in %d runes after column %d", p, runes, last)
		}
		last = p.Col
		text := p.String()
		if p.Msg == "" || strings.Contains(text, "%!") || strings.Contains(text, "看不明白") {
			t.Fatalf("message %q", text)
		}
	}
}

// checkCompiled requires that e means the same in every spelling.
func checkCompiled(t *testing.T, e *guard.Expr) {
	t.Helper()
	printed := e.Root().String()
	for _, src := range []string{printed, guard.Translate(e.String(), true), guard.Translate(e.String(), false)} {
		if len([]rune(src)) > 2000 {
			continue
		}
		again, problems := guard.Compile(src, scope(), guard.T(guard.None))
		if len(problems) > 0 {
			if strings.Contains(problems[0].Msg, "嵌套超过") {
				continue // the canonical form may need parentheses that the source did without
			}
			t.Fatalf("%q was fine, %q is not: %v", e, src, problems)
		}
		if again.Root().String() != printed {
			t.Fatalf("%q prints as %q, %q as %q", e, printed, src, again.Root())
		}
	}
	if len(e.String()) > 200 {
		return // nudges are compiled one by one: too slow for fuzzing long sources
	}
	for _, n := range e.Nudges() {
		if n.String() == e.String() {
			t.Fatalf("a nudge of %q changes nothing", e)
		}
	}
	e.ExplainWith(env(), nil)
}

func FuzzEval(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, int64(i)*100_00, int64(i)-5, "其他", uint16(0x5555<<(i%2)))
	}
	f.Fuzz(func(t *testing.T, src string, fen, count int64, cause string, missing uint16) {
		e, _ := guard.Compile(src, scope(), guard.T(guard.Bool))
		if e == nil {
			return
		}
		values := env()
		values["amount"], values["申请金额"] = guard.MoneyV(fen), guard.MoneyV(-fen)
		values["count"], values["cause"] = guard.IntV(count), guard.TextV(cause)
		values["on"], values["已核实"] = guard.DateV(cause), guard.BoolV(count > 0)
		for i, path := range e.Reads() {
			if missing>>(i%16)&1 == 1 {
				delete(values, path)
			}
		}
		v, unknown := e.Eval(values)
		if (v == nil) != (len(unknown) > 0) {
			t.Fatalf("%q is %v, unknown because of %v", src, v, unknown)
		}
		truth, _ := e.Test(values)
		flipped, _ := e.Negate().Test(values)
		if truth == guard.Unsure != (flipped == guard.Unsure) || truth != guard.Unsure && truth == flipped {
			t.Fatalf("%q is %v, negated %v", src, truth, flipped)
		}
		for _, path := range unknown.Paths() {
			if _, ok := scope().Lookup(strings.TrimPrefix(path, "previous.")); !ok {
				t.Fatalf("%q misses %q, which it cannot read", src, path)
			}
		}
		if (e.Explain(values) == "") != (truth == guard.Yes) {
			t.Fatalf("%q is %v but explained as %q", src, truth, e.Explain(values))
		}
	})
}

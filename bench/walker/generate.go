package walker

import (
	"fmt"
	"math/rand/v2"
	"regexp/syntax"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// generator makes valid values for fields from their metadata alone.
type generator struct {
	rng    *rand.Rand
	now    func() time.Time // of the demo clock
	people []string         // ids
	units  []string
	fit    []string // ids of those whom the field at hand is for; empty: everybody
	least  int      // how many people a list of them has at least
	serial int      // makes texts unlike each other, so that no two cases rest on the same facts
}

// spare is how far above its lower limit a number without upper limit goes; in yuan for money.
const spare = 20000

var words = []string{"情况属实", "家庭确有困难", "材料齐全", "按规定办理", "已与本人核对", "同意上报", "住院治疗时间较长", "须进一步说明"}

// value makes a valid value. near asks for a date close to today, as somebody writes who notes down what he just did;
// otherwise dates lie in the past weeks. upload answers the id of a file that may be used in the case.
func (g *generator) value(f *field, near bool, upload func() (string, error)) (any, error) {
	switch f.Type {
	case "text", "longtext":
		return g.text(f)
	case "integer":
		lo, hi := bounds(f, 0, spare)
		return lo + g.rng.Int64N(hi-lo+1), nil
	case "decimal":
		lo, hi := bounds(f, 0, spare)
		return strconv.FormatInt(lo+g.rng.Int64N(hi-lo+1), 10), nil
	case "money":
		return g.money(f), nil
	case "date":
		return g.day(f, near).Format(time.DateOnly), nil
	case "datetime":
		return g.day(f, near).Format(time.RFC3339), nil
	case "bool":
		return g.rng.Float64() < 0.85, nil // forms ask so that yes is the usual answer
	case "choice":
		return f.Options[g.rng.IntN(len(f.Options))].Value, nil
	case "choices":
		return g.choices(f), nil
	case "person", "party":
		of := g.anybody()
		return of[g.rng.IntN(len(of))], nil
	case "persons":
		return g.some(g.anybody(), f, g.least), nil
	case "unit":
		return g.units[g.rng.IntN(len(g.units))], nil
	case "files":
		id, err := upload()
		return []any{map[string]any{"id": id}}, err
	case "table":
		return g.rows(f, near, upload)
	default:
		return nil, fmt.Errorf("field %s has the type %q, which the generator does not know", f.ID, f.Type)
	}
}

func (g *generator) anybody() []string {
	if len(g.fit) > 0 {
		return g.fit
	}
	return g.people
}

func (g *generator) text(f *field) (string, error) {
	if f.Pattern != "" {
		return g.matching(f.Pattern)
	}
	g.serial++
	most := f.MaxLength
	if most == 0 {
		most = 200
	}
	s := fmt.Sprintf("%d%s", g.serial, words[g.rng.IntN(len(words))])
	for f.Type == "longtext" && g.rng.IntN(3) > 0 {
		s += "。" + words[g.rng.IntN(len(words))]
	}
	for utf8.RuneCountInString(s) < f.MinLength {
		s += words[g.rng.IntN(len(words))]
	}
	if r := []rune(s); len(r) > most {
		s = string(r[:most])
	}
	return s, nil
}

// money stays within the field's limits, with 分 in one of three.
func (g *generator) money(f *field) string {
	lo, hi := cents(f.Min), cents(f.Max)
	if f.Max == "" {
		hi = lo + spare*100
	}
	n := lo + g.rng.Int64N(hi-lo+1)
	if g.rng.IntN(3) > 0 && n-n%10000 >= lo {
		n -= n % 10000
	}
	return fmt.Sprintf("%d.%02d", n/100, n%100)
}

// cents reads yuan as 分; an absent limit is zero.
func cents(s string) int64 {
	whole, part, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return 0
	}
	frac, _ := strconv.ParseInt((part + "00")[:2], 10, 64)
	return n*100 + frac
}

func bounds(f *field, lo, hi int64) (int64, int64) {
	if n, err := strconv.ParseFloat(f.Min, 64); err == nil {
		lo = int64(n)
		hi = max(hi, lo+spare)
	}
	if n, err := strconv.ParseFloat(f.Max, 64); err == nil {
		hi = int64(n)
	}
	return lo, max(lo, hi)
}

func (g *generator) day(f *field, near bool) time.Time {
	d := g.now()
	if !near {
		d = d.AddDate(0, 0, -1-g.rng.IntN(60))
	}
	if t, err := time.Parse(time.DateOnly, f.Min); err == nil && d.Before(t) {
		d = t
	}
	if t, err := time.Parse(time.DateOnly, f.Max); err == nil && d.After(t) {
		d = t
	}
	return d
}

func (g *generator) choices(f *field) []any {
	var all []string
	for _, o := range f.Options {
		all = append(all, o.Value)
	}
	return g.some(all, f, 1)
}

// some picks as many as the field's length allows, at least so many and one, in random order.
func (g *generator) some(all []string, f *field, least int) []any {
	most := len(all)
	if f.MaxLength > 0 {
		most = min(most, f.MaxLength)
	}
	n := min(max(least, f.MinLength, 1+g.rng.IntN(3)), most)
	var out []any
	for _, i := range g.rng.Perm(len(all))[:n] {
		out = append(out, all[i])
	}
	return out
}

func (g *generator) rows(f *field, near bool, upload func() (string, error)) (any, error) {
	rows := []any{}
	for range max(1, f.MinLength, g.rng.IntN(3)) {
		row := map[string]any{}
		for i := range f.Columns {
			col := &f.Columns[i]
			if !col.Required && g.rng.IntN(2) == 0 {
				continue
			}
			v, err := g.value(col, near, upload)
			if err != nil {
				return nil, err
			}
			row[col.ID] = v
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// matching makes a text that a regular expression accepts as a whole.
func (g *generator) matching(pattern string) (string, error) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", fmt.Errorf("pattern %q: %w", pattern, err)
	}
	var b strings.Builder
	g.expand(&b, re.Simplify())
	return b.String(), nil
}

func (g *generator) expand(b *strings.Builder, re *syntax.Regexp) {
	repeat := func(lo, hi int) {
		for range lo + g.rng.IntN(hi-lo+1) {
			g.expand(b, re.Sub[0])
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		i := g.rng.IntN(len(re.Rune)/2) * 2
		lo, hi := re.Rune[i], re.Rune[i+1]
		b.WriteRune(lo + g.rng.Int32N(min(hi-lo, 200)+1))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteRune('a' + g.rng.Int32N(26))
	case syntax.OpCapture:
		g.expand(b, re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			g.expand(b, sub)
		}
	case syntax.OpAlternate:
		g.expand(b, re.Sub[g.rng.IntN(len(re.Sub))])
	case syntax.OpStar:
		repeat(0, 3)
	case syntax.OpPlus:
		repeat(1, 4)
	case syntax.OpQuest:
		repeat(0, 1)
	case syntax.OpRepeat:
		most := re.Max
		if most < 0 {
			most = re.Min + 3
		}
		repeat(re.Min, most)
	default: // anchors and empty matches take no character
	}
}

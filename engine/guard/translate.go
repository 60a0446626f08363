package guard

import "strings"

// chinese maps the word operators to their Chinese spelling; keywords has the
// other direction.
var chinese = map[string]string{"and": "且", "or": "或", "not": "非", "in": "属于"}

// Translate swaps the word operators and/or/not/in and 且/或/非/属于 outside
// quoted texts, and keeps every other character. A source that does not compile
// is translated as far as its words can be told. A Chinese operator written
// against a number (5且) gets the spaces its English spelling needs.
func Translate(src string, toChinese bool) string {
	s := &scanner{src: []rune(src), ps: &problems{}}
	s.scan()
	var b strings.Builder
	at := 0
	for _, t := range s.tokens {
		written := string(s.src[t.from:t.to])
		op, ok := keywords[strings.ToLower(written)]
		if !ok || t.kind != tkOp {
			continue
		}
		if toChinese {
			op = chinese[op]
		}
		b.WriteString(string(s.src[at:t.from]))
		if written != op && t.from > 0 && isWordPart(s.src[t.from-1]) {
			b.WriteByte(' ')
		}
		b.WriteString(op)
		if written != op && t.to < len(s.src) && isWordPart(s.src[t.to]) {
			b.WriteByte(' ')
		}
		at = t.to
	}
	b.WriteString(string(s.src[at:]))
	return b.String()
}

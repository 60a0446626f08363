package process

import (
	"strings"
	"unicode"
)

// span replaces the characters [from, to) of a text.
type span struct {
	from, to int
	text     string
}

// whole replaces s by text, if that changes anything.
func whole(s, text string) []span {
	if s == text {
		return nil
	}
	return []span{{0, len([]rune(s)), text}}
}

// apply replaces spans, which are in order and apart.
func apply(s string, spans []span) string {
	runes := []rune(s)
	var b strings.Builder
	at := 0
	for _, sp := range spans {
		b.WriteString(string(runes[at:sp.from]))
		b.WriteString(sp.text)
		at = sp.to
	}
	b.WriteString(string(runes[at:]))
	return b.String()
}

// guardWord is one name or word of a guard, outside quotation marks.
type guardWord struct {
	from, to int
	text     string
	call     bool // a parenthesis follows
}

func nameStart(r rune) bool { return r == '_' || unicode.IsLetter(r) }
func namePart(r rune) bool  { return nameStart(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// guardWords lists the words of a guard. It serves translation and completion; package guard has the real grammar.
func guardWords(s string) []guardWord {
	runes := []rune(s)
	var words []guardWord
	for i := 0; i < len(runes); {
		switch r := runes[i]; {
		case r == '"' || r == '\'':
			for i++; i < len(runes) && runes[i] != r; i++ {
				if runes[i] == '\\' {
					i++
				}
			}
			i++
		case nameStart(r):
			w := guardWord{from: i}
			for i < len(runes) && (namePart(runes[i]) || runes[i] == '.' && i+1 < len(runes) && nameStart(runes[i+1])) {
				i++
			}
			w.to, w.text = i, string(runes[w.from:i])
			w.call = i < len(runes) && runes[i] == '('
			words = append(words, w)
		default:
			i++
		}
	}
	return words
}

// operatorWords are the word operators of guards.
var operatorWords = []word{{"and", "且", ""}, {"or", "或", ""}, {"not", "非", ""}, {"in", "属于", ""}}

// guardSpans translates the words of a guard that the language gives: operators, functions, truth values and paths.
func guardSpans(s, lang string) []span {
	runes := []rune(s)
	var spans []span
	for _, w := range guardWords(s) {
		text, operator := translatePath(w.text, lang), false
		if found, ok := find(operatorWords, w.text); ok {
			text, operator = found.in(lang), true
		} else if t, ok := functionOrTruth(w, lang); ok {
			text = t
		}
		if text == w.text {
			continue
		}
		if operator && w.from > 0 && namePart(runes[w.from-1]) { // 5且 needs a space in English
			text = " " + text
		}
		spans = append(spans, span{w.from, w.to, text})
	}
	return spans
}

// functionOrTruth writes a function's name or a truth value in a language.
func functionOrTruth(w guardWord, lang string) (string, bool) {
	if w.call {
		f, ok := find(functionWords, w.text)
		return f.in(lang), ok
	}
	v, ok := find(valueWords["bool"], w.text)
	return v.in(lang), ok
}

// plainGuard turns the Chinese functions and truth values of a guard into those that package guard knows, and says for
// every character of the result where it stood.
func plainGuard(s string) (string, []int) {
	var spans []span
	for _, w := range guardWords(s) {
		if t, ok := functionOrTruth(w, "en"); ok && t != w.text {
			spans = append(spans, span{w.from, w.to, t})
		}
	}
	columns := make([]int, 0, len(s)+1)
	at := 0
	for _, sp := range spans {
		for ; at < sp.from; at++ {
			columns = append(columns, at)
		}
		for range []rune(sp.text) {
			columns = append(columns, sp.from)
		}
		at = sp.to
	}
	for n := len([]rune(s)); at <= n; at++ {
		columns = append(columns, at)
	}
	return apply(s, spans), columns
}

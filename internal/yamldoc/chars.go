package yamldoc

import "unicode"

// at is the character at index j, or 0 outside the line.
func at(line []rune, j int) rune {
	if j < 0 || j >= len(line) {
		return 0
	}
	return line[j]
}

// blankOr reports a space, a tab, something that looks like one, or the end of the line.
func blankOr(r rune) bool { return r == 0 || isGap(r) }

// plainBlank reports what YAML itself takes as the space after a colon: space, tab, end of line.
func plainBlank(r rune) bool { return r == 0 || r == ' ' || r == '\t' }

// isGap reports white space, full-width and no-break space and invisible characters included.
func isGap(r rune) bool { return r == ' ' || r == '\t' || r == '\u3000' || invisible(r) }

// forbidden reports what YAML refuses or counts as a line break: control characters, a byte order mark inside the
// file, NEL and the Unicode line and paragraph separators.
func forbidden(r rune) bool {
	switch {
	case r == '\t':
		return false
	case r < ' ', r >= 0x7F && r <= 0x9F, r == '\u2028', r == '\u2029', r == '\uFEFF', r == 0xFFFE, r == 0xFFFF:
		return true
	}
	return false
}

// gap is what replaces an invisible character: a space for those that had a width.
func gap(r rune) string {
	if r == '\u00A0' {
		return " "
	}
	return ""
}

// measure is the width of an indentation after mending.
func measure(indent []rune) int {
	w := 0
	for _, r := range indent {
		switch r {
		case '\t', '\u3000':
			w += 2
		case ' ', '\u00A0':
			w++
		}
	}
	return w
}

// contentStart is the index of the first character that is not space of any kind, or the length.
func contentStart(line []rune) int {
	for j, r := range line {
		if !isGap(r) {
			return j
		}
	}
	return len(line)
}

// contentEnd is the index after the last character before a comment, trailing plain spaces left out.
func contentEnd(line []rune, from int) int {
	end := len(line)
	for j := from + 1; j < len(line); j++ {
		if line[j] == '#' && plainBlank(line[j-1]) {
			end = j
			break
		}
	}
	for end > from && plainBlank(line[end-1]) {
		end--
	}
	return end
}

// separator is the index of the first colon in [from, end) that YAML takes as the end of a key, or -1.
func separator(line []rune, from, end int) int {
	for j := from; j < end; j++ {
		if line[j] == ':' && plainBlank(at(line, j+1)) {
			return j
		}
	}
	return -1
}

// index finds the first of the given characters in [from, end), or -1.
func index(line []rune, from, end int, any string) int {
	for j := from; j < end; j++ {
		for _, r := range any {
			if line[j] == r {
				return j
			}
		}
	}
	return -1
}

// nameLike reports whether line[from:end] could be a key that an owner wrote: one short word.
func nameLike(line []rune, from, end int) bool {
	for from < end && isGap(line[from]) {
		from++
	}
	if from >= end || end-from > 12 {
		return false
	}
	for _, r := range line[from:end] {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' && r != ' ' {
			return false
		}
	}
	return true
}

const (
	openQuotes  = "“‘＂＇„「"
	closeQuotes = "”’＂＇“‘"
)

func isOneOf(r rune, set string) bool {
	for _, x := range set {
		if r == x {
			return true
		}
	}
	return false
}

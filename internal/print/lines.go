package print

import (
	"strings"
	"unicode"
)

// Punctuation that must not begin a line, and that must not end one (行首行尾禁则).
const (
	notFirst = "，。、；：！？）〕】》〉」』”’…—·,.;:!?)]}%％‰℃"
	notLast  = "（〔【《〈「『“‘([{￥$"
)

// breakLines breaks a text into lines no wider than width; the first of each paragraph has only width-indent. A word of
// Latin letters or digits stays whole unless it is wider than a line. measure gives the width of one character.
func breakLines(text string, width, indent float64, measure func(rune) float64) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		lines = append(lines, breakParagraph(paragraph, width, indent, measure)...)
	}
	return lines
}

func breakParagraph(text string, width, indent float64, measure func(rune) float64) []string {
	var lines []string
	var line []rune
	room := width - indent
	used := 0.0
	flush := func(keep []rune) {
		lines = append(lines, strings.TrimRight(string(line), " "))
		line, used, room = nil, 0, width
		for _, r := range keep {
			line, used = append(line, r), used+measure(r)
		}
	}
	for _, r := range text {
		w := measure(r)
		if used+w > room && len(line) > 0 {
			if r == ' ' {
				continue
			}
			cut := breakAt(line, r)
			keep := line[cut:]
			line = line[:cut]
			flush(append([]rune{}, keep...))
		}
		line, used = append(line, r), used+w
	}
	return append(lines, strings.TrimRight(string(line), " "))
}

// breakAt finds where to break a full line before next: as late as the rules allow, at its end where they allow nothing.
func breakAt(line []rune, next rune) int {
	after := next
	for i := len(line); i > 0 && i > len(line)/2; i-- {
		before := line[i-1]
		if !strings.ContainsRune(notFirst, after) && !strings.ContainsRune(notLast, before) && (!wordy(before) || !wordy(after)) {
			return i
		}
		after = before
	}
	return len(line)
}

// wordy characters hang together: letters that are no Han, digits, and the signs within numbers.
func wordy(r rune) bool {
	if unicode.Is(unicode.Han, r) || unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Katakana, r) {
		return false
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_./@*", r)
}

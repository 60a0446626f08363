package yamldoc

import "fmt"

// plainValue checks a text without quotation marks in [j, end).
func (s *scanner) plainValue(j, end, owner int) {
	line := s.lines[s.i]
	s.plain, s.plainAt = owner, s.i
	for from := j; ; {
		sep := separator(line, from, end)
		if sep < 0 {
			break
		}
		s.say(s.i, sep, "nested-colon", "值里面又出现了英文冒号", "请把它改为中文冒号,或用英文引号括住整个值")
		s.mend(s.i, sep, 1, "：")
		from = sep + 1
	}
	if line[j] == '【' && line[end-1] == '】' || line[j] == '［' && line[end-1] == '］' {
		s.warn(s.i, j, "fullwidth-bracket", fmt.Sprintf("这里是中文括号“%c”", line[j]), "若是列表,请改为英文方括号“[ ]”")
	}
	s.textMarks(s.i, j, end)
}

// textMarks warns of characters in a text that nobody can see.
func (s *scanner) textMarks(i, j, end int) {
	line := s.lines[i]
	for k := j; k < end; k++ {
		if invisible(line[k]) {
			s.warn(i, k, "invisible", fmt.Sprintf("文字中有看不见的字符(U+%04X)", line[k]), "多半是从Word粘贴来的,请删去")
		}
	}
	if end > j && line[end-1] == '\u3000' {
		s.warn(i, end-1, "fullwidth-space", "文字末尾有全角空格", "请删去")
	}
}

// placeholder reports whether the brace at j begins a text such as {year}年第{seq}号 rather than a mapping.
func (s *scanner) placeholder(j int) bool {
	line := s.lines[s.i]
	k := index(line, j, len(line), "}")
	return line[j] == '{' && k > j && nameLike(line, j+1, k) && !isOneOf(at(line, k+1), ",]}:：，］｝】\x00 \t")
}

// braceText reports a text in [j, end) that holds braces and therefore needs quotation marks, and mends it.
func (s *scanner) braceText(j, end int) {
	s.say(s.i, j, "bare-brace", "文字里有花括号或方括号", "请用英文引号括住整段文字")
	mark := `"`
	if index(s.lines[s.i], j, end, "\"\\") >= 0 {
		mark = "'"
	}
	s.mend(s.i, j, 1, mark+string(s.lines[s.i][j]))
	s.mend(s.i, end, 0, mark)
}

// smartQuoted handles a value in Chinese quotation marks; false means that it reads well as a plain text, of which
// the marks are a part.
func (s *scanner) smartQuoted(j, end int) bool {
	line := s.lines[s.i]
	k := index(line, j+1, len(line), closeQuotes+`"`)
	if k < 0 || contentStart(line[k+1:]) < len(line)-k-1 && at(line, k+1+contentStart(line[k+1:])) != '#' {
		return false
	}
	broken := line[k] == '"' || separator(line, j, k) >= 0 || end < k+1
	if !broken {
		s.warn(s.i, j, "smart-quote", "整个值外面是中文引号,会成为文字的一部分", "若用来括住文字,请改为英文引号")
		return false
	}
	s.smartPair(s.i, j, k)
	return true
}

// smartPair reports a pair of Chinese quotation marks that must be English ones, and mends them.
func (s *scanner) smartPair(i, j, k int) {
	line := s.lines[i]
	s.say(i, j, "smart-quote", "这里是中文引号", "请改为英文引号")
	if line[k] != '"' {
		s.say(i, k, "smart-quote", "这里是中文引号", "请改为英文引号")
	}
	s.mend(i, j, 1, `"`)
	s.mend(i, k, 1, `"`)
	s.escapes(i, j+1, k)
}

// quoted reads a text in English quotation marks that begins at j, moves s.i to the line of its end, and answers the
// index after it. A text that never ends, or that would swallow the entries below it, is reported and mended.
func (s *scanner) quoted(j, owner int) int {
	first, mark := s.i, s.lines[s.i][j]
	from := j + 1
	for i := first; i < s.end; i++ {
		line := s.lines[i]
		if i > first {
			pos := contentStart(line)
			if pos < len(line) && measure(line[:pos]) <= owner && (separator(line, pos, len(line)) >= 0 || line[pos] == '-') {
				break
			}
		}
		if k := closing(line, from, mark); k >= 0 {
			s.i = i
			s.checkEscapes(first, j, i, k, mark)
			return k + 1
		}
		if i == first {
			if end := contentEnd(line, j); end > j+1 && isOneOf(line[end-1], closeQuotes) {
				return s.smartClose(end-1, mark)
			}
		}
		from = 0
	}
	line := s.lines[first]
	s.say(first, j, "open-quote", fmt.Sprintf("这里的英文引号“%c”没有配对", mark), "请在文字末尾补上同样的引号")
	s.mend(first, len(line), 0, string(mark))
	return len(line)
}

// smartClose handles a text that begins with an English quotation mark and ends with a Chinese one at k.
func (s *scanner) smartClose(k int, mark rune) int {
	s.say(s.i, k, "smart-quote", "这里是中文引号", "请改为英文引号")
	s.mend(s.i, k, 1, string(mark))
	return k + 1
}

// closing is the index of the mark that ends a quoted text, or -1.
func closing(line []rune, from int, mark rune) int {
	for j := from; j < len(line); j++ {
		switch {
		case mark == '"' && line[j] == '\\':
			j++
		case line[j] == mark && mark == '\'' && at(line, j+1) == '\'':
			j++
		case line[j] == mark:
			return j
		}
	}
	return -1
}

func (s *scanner) checkEscapes(first, j, last, k int, mark rune) {
	if mark != '"' {
		return
	}
	for i := first; i <= last; i++ {
		from, end := 0, len(s.lines[i])
		if i == first {
			from = j + 1
		}
		if i == last {
			end = k
		}
		s.escapes(i, from, end)
	}
}

// escapes reports the backslashes in [from, end) that YAML does not know, as in the pattern "\d+".
func (s *scanner) escapes(i, from, end int) {
	line := s.lines[i]
	for j := from; j < end; j++ {
		if line[j] != '\\' {
			continue
		}
		next := at(line, j+1)
		if next == 0 || isOneOf(next, "0abt\tnvfre \"/\\N_LP") || isOneOf(next, "xuU") && hexAfter(line, j+2, end, hexDigits[next]) {
			j++
			continue
		}
		s.say(i, j, "bad-escape", fmt.Sprintf("双引号里的反斜杠“\\%c”不能识别", next), "请把整段文字改用英文单引号括住")
		s.mend(i, j, 1, `\\`)
	}
}

var hexDigits = map[rune]int{'x': 2, 'u': 4, 'U': 8}

func hexAfter(line []rune, from, end, n int) bool {
	if from+n > end {
		return false
	}
	for _, r := range line[from : from+n] {
		if !isOneOf(r, "0123456789abcdefABCDEF") {
			return false
		}
	}
	return true
}

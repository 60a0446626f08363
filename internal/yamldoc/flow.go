package yamldoc

import "fmt"

// bracket is an open flow collection and what has been seen of the entry in hand.
type bracket struct {
	open  rune // { or [
	i, j  int
	seps  int  // colons of the entry
	wide  bool // its colon was a full-width slip, so that the file is likely written that way throughout
	comma int  // index of a full-width comma in its value on line commaLine, or -1
	line  int

	wordI, wordJ int // where the entry's first word stands; wordI is -1 before it
	endI, endJ   int // the English comma before the entry; endI is -1 for the first
}

// flowReader reads one bracketed value, which may span lines.
type flowReader struct {
	*scanner
	j     int
	owner int
	stack []bracket
}

// flow reads the bracketed value that begins at j, moves s.i to the line of its end, and answers the index after it.
func (s *scanner) flow(j, owner int) int {
	f := &flowReader{scanner: s, j: j, owner: owner}
	f.step()
	for len(f.stack) > 0 && !s.stopped {
		if f.j >= len(s.lines[s.i]) {
			if !f.nextLine() {
				f.unclosed()
				break
			}
			continue
		}
		f.step()
	}
	return f.j
}

func (f *flowReader) top() *bracket { return &f.stack[len(f.stack)-1] }

// nextLine moves to the next line with content; false when the value cannot go on there.
func (f *flowReader) nextLine() bool {
	for i := f.i + 1; i < f.end; i++ {
		line := f.lines[i]
		pos := contentStart(line)
		if pos == len(line) || line[pos] == '#' {
			continue
		}
		if measure(line[:pos]) <= f.owner && !isOneOf(line[pos], "]}］｝】") {
			return false
		}
		f.indent(i, pos)
		f.i, f.j = i, pos
		return true
	}
	return false
}

func (f *flowReader) unclosed() {
	for n := len(f.stack) - 1; n >= 0; n-- {
		b := f.stack[n]
		f.say(b.i, b.j, "bracket", fmt.Sprintf("这里的“%c”没有配对", b.open), fmt.Sprintf("请补上“%c”", closerOf(b.open)))
	}
	closers := make([]rune, 0, len(f.stack))
	for n := len(f.stack) - 1; n >= 0; n-- {
		closers = append(closers, closerOf(f.stack[n].open))
	}
	line := f.lines[f.i]
	f.mend(f.i, contentEnd(line, 0), 0, string(closers))
	f.j = len(line)
}

func closerOf(open rune) rune {
	if open == '{' {
		return '}'
	}
	return ']'
}

// step reads one token.
func (f *flowReader) step() {
	line := f.lines[f.i]
	switch r := line[f.j]; {
	case r == '#' && plainBlank(at(line, f.j-1)):
		f.j = len(line)
	case isGap(r):
		f.checkGap(f.i, f.j)
		f.j++
	case r == '{' && f.placeholder(f.j):
		f.began()
		f.braces(f.j)
	case isOneOf(r, "{[｛［"):
		f.opening(r)
	case isOneOf(r, "}]｝］】"):
		f.closing(r)
	case r == ',':
		f.entryEnds()
		f.j++
	case r == '，' || r == '、':
		f.say(f.i, f.j, "fullwidth-comma", fmt.Sprintf("这里是中文标点“%c”", r), "请改为英文逗号并空一格")
		f.mend(f.i, f.j, 1, ", ")
		f.entryEnds()
		f.j++
	case r == '：' || r == ':' && f.isColon(f.j):
		f.colon()
	case r == '"' || r == '\'':
		f.began()
		f.j = f.quoted(f.j, f.owner)
	case isOneOf(r, openQuotes) && f.flowSmart():
	default:
		f.word()
	}
}

func (f *flowReader) isColon(j int) bool {
	line := f.lines[f.i]
	next, before := at(line, j+1), at(line, j-1)
	return plainBlank(next) || isOneOf(next, ",[]{}") || before == '"' || before == '\''
}

func (f *flowReader) opening(r rune) {
	open := r
	if r == '｛' || r == '［' {
		open = map[rune]rune{'｛': '{', '［': '['}[r]
		f.say(f.i, f.j, "fullwidth-bracket", fmt.Sprintf("这里是中文括号“%c”", r), fmt.Sprintf("请改为英文括号“%c”", open))
		f.mend(f.i, f.j, 1, string(open))
	}
	f.stack = append(f.stack, bracket{open: open, i: f.i, j: f.j, comma: -1, wordI: -1, endI: -1})
	f.j++
	if len(f.stack)+len(f.levels) > MaxDepth {
		f.say(f.i, f.j-1, "too-deep", fmt.Sprintf("嵌套超过%d层", MaxDepth), "请减少层次")
		f.stopped = true
	}
}

func (f *flowReader) closing(r rune) {
	f.lacksColon()
	want := closerOf(f.top().open)
	switch {
	case r == want:
	case isOneOf(r, "｝］】"):
		f.say(f.i, f.j, "fullwidth-bracket", fmt.Sprintf("这里是中文括号“%c”", r), fmt.Sprintf("请改为英文括号“%c”", want))
		f.mend(f.i, f.j, 1, string(want))
	default:
		f.say(f.i, f.j, "bracket", fmt.Sprintf("括号不配对,这里是“%c”", r), fmt.Sprintf("应为“%c”,请检查前后的括号", want))
		f.mend(f.i, f.j, 1, string(want))
	}
	f.stack = f.stack[:len(f.stack)-1]
	f.j++
	f.trails(r)
}

// trails reports a text that begins with a bracketed part, an unquoted 文号 as a rule: {来源: [2026]3号文}.
func (f *flowReader) trails(closer rune) {
	line := f.lines[f.i]
	next := at(line, f.j)
	if len(f.stack) == 0 || next == 0 || isGap(next) || isOneOf(next, ",:：，、]}］｝】") {
		return
	}
	f.say(f.i, f.j, "bracket-text", fmt.Sprintf("“%c”后面不能直接跟文字“%c”", closer, next), `含括号的文字(如文号)请整个加上英文引号,如 "[2026]3号文"`)
}

func (f *flowReader) entryEnds() {
	f.lacksColon()
	b := f.top()
	b.seps, b.wide, b.comma, b.wordI = 0, false, -1, -1
	b.endI, b.endJ = f.i, f.j
}

// began notes the first word of an entry.
func (f *flowReader) began() {
	if b := f.top(); b.wordI < 0 {
		b.wordI, b.wordJ = f.i, f.j
	}
}

// lacksColon reports an entry of a mapping that has no colon, which is nearly always the rest of a text with an
// English comma in it: {提示: 先看,再签}. The comma is then taken as part of the text.
func (f *flowReader) lacksColon() {
	b := f.top()
	if b.open != '{' || b.wordI < 0 || b.seps > 0 {
		return
	}
	f.say(b.wordI, b.wordJ, "no-colon", "这一项没有英文冒号", "请写成“名称: 值”;若它前面的英文逗号是文字的一部分,请改为中文逗号")
	if b.endI >= 0 {
		f.mend(b.endI, b.endJ, 1, "，")
	}
}

// colon reads the colon at f.j after a key.
func (f *flowReader) colon() {
	line, b := f.lines[f.i], f.top()
	switch {
	case b.open == '{' && b.seps > 0 && b.comma >= 0:
		f.say(b.line, b.comma, "fullwidth-comma", fmt.Sprintf("这里是中文标点“%c”", f.lines[b.line][b.comma]), "请改为英文逗号并空一格")
		f.mend(b.line, b.comma, 1, ", ")
		b.comma = -1
	case b.open == '{' && b.seps > 0:
		f.say(f.i, f.j, "nested-colon", "值里面又出现了英文冒号", "若是新的一项,请在前一项后加英文逗号;若是文字,请用英文引号括住")
		f.mend(f.i, f.j, 1, "：")
	}
	b.seps++
	if line[f.j] == '：' {
		b.wide = true
		f.say(f.i, f.j, "fullwidth-colon", "这里是中文冒号“：”", "请改为英文冒号并空一格")
		f.mend(f.i, f.j, 1, colonFor(at(line, f.j+1)))
	}
	f.j++
}

// flowSmart handles an item in Chinese quotation marks. It consumes the item when the marks had to be English ones.
func (f *flowReader) flowSmart() bool {
	line := f.lines[f.i]
	k := index(line, f.j+1, len(line), closeQuotes+`"`)
	if k < 0 {
		return false
	}
	if line[k] == '"' || index(line, f.j, k, ",[]{}") >= 0 || separator(line, f.j, k) >= 0 {
		f.smartPair(f.i, f.j, k)
		f.j = k + 1
		return true
	}
	next := k + 1
	for next < len(line) && plainBlank(line[next]) {
		next++
	}
	if next == len(line) || isOneOf(line[next], ",]}:：，、］｝】") {
		f.warn(f.i, f.j, "smart-quote", "这一项外面是中文引号,会成为文字的一部分", "若用来括住文字,请改为英文引号")
	}
	return false
}

// word reads a text without quotation marks, up to what ends it in YAML.
func (f *flowReader) word() {
	start, ok := f.prefix(f.j, func(int) {})
	if !ok {
		f.j = len(f.lines[f.i])
		return
	}
	if start > f.j {
		f.j = start
		return
	}
	f.began()
	line := f.lines[f.i]
	end := start + 1
	for end < len(line) && !isOneOf(line[end], ",[]{}") && (line[end] != ':' || !f.isColon(end)) &&
		(line[end] != '#' || !plainBlank(line[end-1])) {
		end++
	}
	if isOneOf(at(line, end), "{[") {
		f.braces(start)
		return
	}
	f.j = end
	for end > start && plainBlank(line[end-1]) {
		end--
	}
	end = f.wideCloser(start, end)
	f.wordMarks(start, end)
	f.textMarks(f.i, start, end)
}

// braces takes the text from start up to the comma or bracket that ends its entry as one, with the braces in it.
func (f *flowReader) braces(start int) {
	line := f.lines[f.i]
	end, depth := start, 0
	for ; end < len(line); end++ {
		switch {
		case isOneOf(line[end], "{["):
			depth++
		case isOneOf(line[end], "}]"):
			depth--
		}
		if depth < 0 || depth == 0 && line[end] == ',' {
			break
		}
	}
	f.j = end
	for end > start && plainBlank(line[end-1]) {
		end--
	}
	f.braceText(start, end)
}

// wideCloser cuts a word before a full-width closing bracket that stands for the English one.
func (f *flowReader) wideCloser(start, end int) int {
	line := f.lines[f.i]
	pairs := map[rune][2]string{'］': {"［", "["}, '】': {"【", "["}, '｝': {"｛", "{"}}
	for k := start; k < end; k++ {
		pair, ok := pairs[line[k]]
		if ok && index(line, start, k, pair[0]) < 0 && string(f.top().open) == pair[1] {
			f.j = k
			for k > start && isGap(line[k-1]) {
				k--
			}
			return k
		}
	}
	return end
}

// wordMarks looks for full-width punctuation in a word that was meant as structure.
func (f *flowReader) wordMarks(start, end int) {
	line, b := f.lines[f.i], f.top()
	colonNext := at(line, f.j) == ':'
	from := start
	for k := start; k < end; k++ {
		switch r := line[k]; {
		case b.open == '[' && (r == '，' || r == '、'):
			f.warn(f.i, k, "fullwidth-comma", fmt.Sprintf("列表里有中文标点“%c”", r), "若用来隔开两项,请改为英文逗号并空一格;若是文字,请用英文引号括住")
		case b.open == '[':
		case r == '，' || r == '、':
			b.comma, b.line, from = k, f.i, k+1
		case r == '：' && (b.seps == 0 || b.wide && b.comma >= 0 && nameLike(line, from, k)):
			f.wordColon(k)
		case r == ':' && b.seps == 0 && !colonNext:
			f.colonSlip(f.i, k)
			b.seps++
		}
	}
}

// wordColon handles a full-width colon inside a word, with the full-width comma before it if there is one.
func (f *flowReader) wordColon(k int) {
	j := f.j
	f.j = k
	f.colon()
	f.j = j
}

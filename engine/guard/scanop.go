package guard

import (
	"fmt"
	"strings"
)

// operator reads an operator, a bracket or a separator, in its right or a
// wrong spelling.
func (s *scanner) operator() {
	from := s.at
	if long, ok := longSlips[s.src[from]]; ok {
		s.at++
		s.ps.addf(from, s.at, "请改为 "+long.op, "这里是%s“%c”", long.name, s.src[from])
		s.emit(tkOp, long.op, from)
		return
	}
	two, one := s.plain(2), s.plain(1)
	for _, op := range [...]string{"==", "!=", "<=", ">="} {
		if two == op {
			s.at += 2
			s.emit(tkOp, op, from)
			s.reportSlips(from, op)
			return
		}
	}
	if s.refused(from, two, one) {
		return
	}
	switch {
	case one == "=":
		s.at++
		msg := "这里是一个等号“=”"
		if s.src[from] != '=' {
			msg = fmt.Sprintf("这里是全角等号“%c”", s.src[from])
		}
		s.ps.add(from, s.at, msg, "判断相等请改为 ==")
		s.emit(tkOp, "==", from)
	case strings.ContainsAny(one, "()[],?:<>+-*/"):
		s.at++
		s.emit(tkOp, one, from)
		s.reportSlips(from, one)
	case one == ".":
		s.dot(from)
	default:
		s.unknown(from)
	}
}

// plain is the next n runes with slips replaced; shorter at the end.
func (s *scanner) plain(n int) string {
	var b strings.Builder
	for _, r := range s.src[s.at:min(s.at+n, len(s.src))] {
		if right, ok := slips[r]; ok {
			r = right.char
		}
		b.WriteRune(r)
	}
	return b.String()
}

// reportSlips reports the wrong characters among [from, s.at), read as op.
func (s *scanner) reportSlips(from int, op string) {
	for i := from; i < s.at; i++ {
		if wrong, ok := slips[s.src[i]]; ok {
			s.ps.addf(from, s.at, fmt.Sprintf("请改为英文的 %s", op), "这里是%s“%c”", wrong.name, s.src[i])
			return
		}
	}
}

// refused handles operators that are not in the language.
func (s *scanner) refused(from int, two, one string) bool {
	for _, r := range refusedOps {
		if r.op != two && r.op != one {
			continue
		}
		s.at += len([]rune(r.op))
		s.ps.addf(from, s.at, r.hint, "条件中不能使用“%s”", r.op)
		repair, ok := repairs[r.op]
		switch {
		case !ok:
			s.broken = true
			s.emit(tkOther, r.op, from)
		case repair == ".":
			s.at--
			s.joinPath(from)
		default:
			s.emit(tkOp, repair, from)
		}
		return true
	}
	return false
}

// dot handles a point outside a number or path.
func (s *scanner) dot(from int) {
	wrong, slipped := slips[s.src[from]]
	if next := s.peek(1); next >= '0' && next <= '9' && !slipped {
		s.at++
		s.digits()
		digits := "0" + string(s.src[from:s.at])
		s.emit(tkNumber, digits, from)
		s.ps.add(from, s.at, "小数点前面缺少数字", "请改为 "+digits)
		return
	}
	if slipped {
		s.ps.addf(from, from+1, "请改为英文的 .", "这里是%s“%c”", wrong.name, s.src[from])
	} else {
		s.ps.add(from, from+1, "“.”的位置不对", "“.”前后都要紧跟名称,如 cadre.unit")
	}
	s.joinPath(from)
}

// joinPath reads the name after the point at s.at and appends it to the path
// before it, so that a misplaced point is reported only once.
func (s *scanner) joinPath(from int) {
	s.at++
	for s.peek(0) == ' ' {
		s.at++
	}
	last := len(s.tokens) - 1
	if last < 0 || s.tokens[last].kind != tkPath || !isWordStart(s.peek(0)) {
		s.broken = true
		s.emit(tkOther, ".", from)
		return
	}
	start := s.at
	for isWordPart(s.peek(0)) {
		s.at++
	}
	s.tokens[last].text += "." + string(s.src[start:s.at])
	s.tokens[last].to = s.at
}

// unknown reports a character that has no place in an expression.
func (s *scanner) unknown(from int) {
	r := s.src[from]
	s.at++
	s.broken = true
	if !fullWidth(r) {
		s.ps.addf(from, s.at, "请删去;文字请加英文双引号", "这里不认识字符“%c”", r)
		s.emit(tkOther, string(r), from)
		return
	}
	for fullWidth(s.peek(0)) {
		s.at++
	}
	var half strings.Builder
	for _, w := range s.src[from:s.at] {
		half.WriteRune(w - 0xfee0)
	}
	s.ps.addf(from, s.at, "请改为半角 "+half.String(), "这里是全角字符“%s”", string(s.src[from:s.at]))
	s.emit(tkOther, half.String(), from)
}

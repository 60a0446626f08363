package process

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"dandang/internal/yamldoc"

	"dandang/engine/workday"
)

// text is any text. With a group of words, a word of the group is turned into its English spelling and everything
// else stays, as where a state's id or 退回来处 may be written.
type text struct {
	marker
	s string
}

func (t *text) read(_ *decoder, n *yamldoc.Node, words string) {
	t.n, t.s = n, strings.TrimSpace(n.Value)
	if words != "" {
		t.s = english(valueWords[words], t.s)
	}
}

func (*text) translate(s, words, lang string) []span {
	return whole(s, translateWord(valueWords[words], s, lang))
}

func translateWord(group []word, s, lang string) string {
	if w, ok := find(group, s); ok {
		return w.in(lang)
	}
	return s
}

// closed is one of a group of words; s is the English spelling.
type closed struct {
	marker
	s string
}

func (c *closed) read(d *decoder, n *yamldoc.Node, words string) {
	c.n = n
	w, ok := find(valueWords[words], n.Value)
	if ok {
		c.s = w.En
		return
	}
	var names []string
	for _, w := range valueWords[words] {
		names = append(names, w.in(d.language()))
	}
	hint := "可以写:" + strings.Join(names, "、")
	if near := nearest(n.Value, names); near != "" {
		hint = fmt.Sprintf("是不是“%s”;%s", near, hint)
	}
	d.errorAt(n, "unknown-value", hint, "不认识“%s”", n.Value)
}

func (*closed) translate(s, words, lang string) []span {
	return whole(s, translateWord(valueWords[words], s, lang))
}

// yes is a truth value.
type yes struct {
	marker
	v bool
}

func (y *yes) read(d *decoder, n *yamldoc.Node, _ string) {
	y.n = n
	v, ok := truth(n.Value)
	if !ok {
		d.errorAt(n, "not-bool", "请写 是 或 否(英文 true 或 false)", "这里应写是或否,现在是“%s”", n.Value)
	}
	y.v = v
}

func (*yes) translate(s, _, lang string) []span {
	return whole(s, translateWord(valueWords["bool"], s, lang))
}

func truth(s string) (v, ok bool) {
	w, ok := find(valueWords["bool"], s)
	return w.En == "true", ok
}

// count is a whole number.
type count struct {
	marker
	v int
}

func (c *count) read(d *decoder, n *yamldoc.Node, _ string) {
	c.n = n
	v, err := strconv.Atoi(n.Value)
	if err != nil || strings.HasPrefix(n.Value, "+") {
		d.errorAt(n, "not-count", "请用半角阿拉伯数字,如 3", "这里应是一个整数,现在是“%s”", n.Value)
		return
	}
	c.v = v
}

func (*count) translate(string, string, string) []span { return nil }

// expr is a guard.
type expr struct {
	marker
	s string
}

func (e *expr) read(_ *decoder, n *yamldoc.Node, _ string) { e.n, e.s = n, n.Value }

func (*expr) translate(s, _, lang string) []span { return guardSpans(s, lang) }

// exprOrText is a guard, or a text: one that is quoted in the file, or a single word that names nothing.
type exprOrText struct {
	marker
	s string
}

func (e *exprOrText) read(_ *decoder, n *yamldoc.Node, _ string) { e.n, e.s = n, n.Value }

func (*exprOrText) translate(s, _, lang string) []span { return guardSpans(s, lang) }

// quotedText reports whether a scalar is a text by its quotation marks: "免责" is, '"免责"' and '1 + 1' are read as guards
// only when they begin with a quotation mark inside.
func quotedText(n *yamldoc.Node) bool {
	return n.Style&(yamldoc.DoubleQuotedStyle|yamldoc.SingleQuotedStyle) != 0 && !strings.HasPrefix(n.Value, `"`)
}

// yesOrExpr is a truth value or a guard.
type yesOrExpr struct {
	marker
	v    bool
	expr string // "" when a truth value was written
}

func (y *yesOrExpr) read(_ *decoder, n *yamldoc.Node, _ string) {
	y.n = n
	if v, ok := truth(n.Value); ok {
		y.v = v
		return
	}
	y.expr = n.Value
}

func (*yesOrExpr) translate(s, _, lang string) []span {
	if _, ok := truth(s); ok {
		return whole(s, translateWord(valueWords["bool"], s, lang))
	}
	return guardSpans(s, lang)
}

// limit is a length of time, or the name of a param that holds one. d is set when it was written out.
type limit struct {
	marker
	d     workday.Duration
	param string
}

func (l *limit) read(d *decoder, n *yamldoc.Node, _ string) {
	l.n = n
	if path := CanonPath(strings.TrimSpace(n.Value)); strings.HasPrefix(path, "params.") {
		l.param = strings.TrimPrefix(path, "params.")
		return
	}
	l.d = d.duration(n, n.Value)
}

// duration reads a written length of time.
func (d *decoder) duration(n *yamldoc.Node, s string) workday.Duration {
	v, err := workday.ParseDuration(s)
	if err != nil {
		d.errorAt(n, "bad-duration", "", "%s", err.Error())
		return v
	}
	if advice := workday.Advice(s); advice != "" {
		d.warnAt(n, "calendar-days", "", "%s", advice)
	}
	return v
}

func (*limit) translate(s, _, lang string) []span {
	if path := strings.TrimSpace(s); strings.HasPrefix(CanonPath(path), "params.") {
		return whole(s, translatePath(path, lang))
	}
	return whole(s, translateDuration(s, lang))
}

func translateDuration(s, lang string) string {
	v, err := workday.ParseDuration(s)
	switch {
	case err != nil:
		return s
	case lang == "zh":
		return v.Chinese()
	default:
		return v.String()
	}
}

// remind is how long before the due somebody is reminded: 2 workdays before, 提前2个工作日.
type remind struct {
	marker
	d workday.Duration
}

func (r *remind) read(d *decoder, n *yamldoc.Node, _ string) {
	r.n = n
	s, ok := remindText(n.Value)
	if !ok {
		d.errorAt(n, "bad-remind", "请写成“提前2个工作日”(英文 2 workdays before)", "提醒“%s”看不懂", n.Value)
		return
	}
	r.d = d.duration(n, s)
}

func remindText(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, "提前"); ok {
		return rest, true
	}
	return strings.CutSuffix(s, " before")
}

func (*remind) translate(s, _, lang string) []span {
	v, ok := remindText(s)
	switch {
	case !ok:
		return nil
	case lang == "zh":
		return whole(s, "提前"+translateDuration(v, lang))
	default:
		return whole(s, translateDuration(v, lang)+" before")
	}
}

// threshold is a fraction of a base.
type threshold struct {
	marker
	v Threshold
}

var (
	englishThreshold = regexp.MustCompile(`^(at least |more than )?(\d+)/(\d+) of (\w+)$`)
	chineseAtLeast   = regexp.MustCompile(`^(应到|实到|有效票)(?:人数)?的?(\d+)/(\d+)以上$`)
	chineseMore      = regexp.MustCompile(`^超过(应到|实到|有效票)(?:人数)?的?(\d+)/(\d+)$`)
	chineseHalf      = regexp.MustCompile(`^(应到|实到|有效票)(?:人数)?的?过半数?$`)
)

func (t *threshold) read(d *decoder, n *yamldoc.Node, _ string) {
	t.n = n
	v, ok := parseThreshold(n.Value)
	switch {
	case !ok:
		d.errorAt(n, "bad-threshold", "请写成“应到的2/3以上”或“超过应到的1/2”(英文 2/3 of seats、more than 1/2 of seats),人数可用 应到、实到、有效票", "比例“%s”看不懂", n.Value)
	case v.Num <= 0 || v.Den <= 0 || v.Num > v.Den || v.More && v.Num == v.Den:
		d.errorAt(n, "bad-threshold", "比例要大于0,不能超过1", "比例“%s”不可能达到或没有意义", n.Value)
	default:
		t.v = v
	}
}

func parseThreshold(s string) (Threshold, bool) {
	s = strings.TrimSpace(s)
	number := func(num, den string) (int64, int64) {
		a, errA := strconv.ParseInt(num, 10, 32)
		b, errB := strconv.ParseInt(den, 10, 32)
		if errA != nil || errB != nil {
			return 0, 0
		}
		return a, b
	}
	var v Threshold
	if m := englishThreshold.FindStringSubmatch(s); m != nil {
		w, ok := find(valueWords["base"], m[4])
		v.Num, v.Den = number(m[2], m[3])
		v.More, v.Of = m[1] == "more than ", w.En
		return v, ok && w.En == m[4]
	}
	m := chineseAtLeast.FindStringSubmatch(s)
	if m == nil {
		if m = chineseMore.FindStringSubmatch(s); m != nil {
			v.More = true
		} else if m = chineseHalf.FindStringSubmatch(s); m != nil {
			m = []string{s, m[1], "1", "2"}
			v.More = true
		}
	}
	if m == nil {
		return v, false
	}
	v.Of = english(valueWords["base"], m[1])
	v.Num, v.Den = number(m[2], m[3])
	return v, true
}

// text writes a threshold in a language.
func (t Threshold) text(lang string) string {
	w, _ := find(valueWords["base"], t.Of)
	switch {
	case lang == "zh" && t.More:
		return fmt.Sprintf("超过%s的%d/%d", w.Zh, t.Num, t.Den)
	case lang == "zh":
		return fmt.Sprintf("%s的%d/%d以上", w.Zh, t.Num, t.Den)
	case t.More:
		return fmt.Sprintf("more than %d/%d of %s", t.Num, t.Den, w.En)
	default:
		return fmt.Sprintf("%d/%d of %s", t.Num, t.Den, w.En)
	}
}

// Chinese is the threshold as a reader of Chinese says it: 应到的2/3以上, 超过应到的1/2.
func (t Threshold) Chinese() string { return t.text("zh") }

func (*threshold) translate(s, _, lang string) []span {
	if v, ok := parseThreshold(s); ok {
		return whole(s, v.text(lang))
	}
	return nil
}

// whoPhrase is a short way to name people: a role, a person field, 发起人, or 草拟的办理人.
type whoPhrase struct {
	marker
	s      string // id, or English word
	word   bool   // s is a word of the language
	holder bool   // s is a state
}

func (w *whoPhrase) read(_ *decoder, n *yamldoc.Node, _ string) {
	w.n, w.s = n, strings.TrimSpace(n.Value)
	if state, ok := holderText(w.s); ok {
		w.s, w.holder = state, true
		return
	}
	if found, ok := find(valueWords["who"], w.s); ok {
		w.s, w.word = found.En, true
	}
}

func holderText(s string) (string, bool) {
	if state, ok := strings.CutPrefix(s, "holder of "); ok {
		return strings.TrimSpace(state), true
	}
	return strings.CutSuffix(s, "的办理人")
}

func (*whoPhrase) translate(s, _, lang string) []span {
	state, ok := holderText(s)
	switch {
	case ok && lang == "zh":
		return whole(s, state+"的办理人")
	case ok:
		return whole(s, "holder of "+state)
	}
	return whole(s, translateWord(valueWords["who"], s, lang))
}

// path is a guard path outside an expression, in canonical spelling.
type path struct {
	marker
	s string
}

func (p *path) read(_ *decoder, n *yamldoc.Node, _ string) {
	p.n, p.s = n, CanonPath(strings.TrimSpace(n.Value))
}

func (*path) translate(s, _, lang string) []span { return whole(s, translatePath(s, lang)) }

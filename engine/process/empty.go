package process

// emptyWord stands for no value, where an effect may take one away: 设值: {复核结果: 空}.
var emptyWord = word{"empty", "空", ""}

// isEmpty reports the word that takes a value away.
func isEmpty(s string) bool { return s == emptyWord.En || s == emptyWord.Zh }

// setOrEmpty is what an effect puts into a field: a guard, a text, or 空 to clear it.
type setOrEmpty struct{ exprOrText }

func (*setOrEmpty) translate(s, _, lang string) []span { return orEmpty(s, lang) }

// untilExpr is until when a flag stands: a guard, or 空 to withdraw it.
type untilExpr struct{ expr }

func (*untilExpr) translate(s, _, lang string) []span { return orEmpty(s, lang) }

func orEmpty(s, lang string) []span {
	if isEmpty(s) {
		return whole(s, emptyWord.in(lang))
	}
	return guardSpans(s, lang)
}

// limitParam is the limit that a path of a template names: {参数.补交期限}; nil when it names none.
func (d *Definition) limitParam(path string) *Param {
	path = CanonPath(path)
	for i := range d.Params {
		if p := &d.Params[i]; p.Value == nil && path == "params."+p.ID {
			return p
		}
	}
	return nil
}

// LimitText is what a template shows for a param that is a length of time (5个工作日); "" when the path names none.
func (d *Definition) LimitText(path string) string {
	if p := d.limitParam(path); p != nil {
		return p.Duration.Chinese()
	}
	return ""
}

// systemField checks a field that only effects fill.
func (b *builder) systemField(f *Field, s *fieldSrc) {
	if f.Filled == "" {
		return
	}
	if s.Required.set() || s.Default.set() || s.Computed.set() {
		b.errorAt(s.Filled.n, "filled-system", "请删去其中一项", "“%s”由系统填写,不能再写 必填、默认、计算", f.Name)
	}
}

// text is when a state moves on by itself: 5个工作日后, 影响期截止日满.
func (a *After) text() string {
	if a.On != "" {
		return a.On + "满"
	}
	return a.Duration.Chinese() + "后"
}

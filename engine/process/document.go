package process

import "strings"

func isPaperWord(path string) bool {
	_, ok := find(paperWords, path)
	return ok
}

// paperName refuses a field that has the name of a placeholder of documents.
func (b *builder) paperName(key text) {
	if isPaperWord(key.s) {
		b.errorAt(key.n, "reserved-name", "请改一个名称", "“%s”是系统保留的名称,不能用作%s", key.s, "字段")
	}
}

// document builds a template of a paper with the people of its life.
func (b *builder) document(key text, s *documentSrc) Document {
	b.identifier(key, "文书", true)
	d := Document{
		ID: key.s, Name: or(s.Name.s, key.s), Number: b.template(s.Number), Title: b.paper(s.Title), Body: b.paper(s.Body),
		Signer: b.who(s.Signer, "签发人"), Drafter: b.who(s.Drafter, "拟稿人"), Checker: b.who(s.Checker, "核稿人"),
		Stamp: b.who(s.Stamp, "用印"), Not: b.who(s.Not, "不得由"), Serve: b.who(s.Serve, "送达"), See: strs(s.See), ServedOn: s.ServedOn.s, Pos: pos(key.n),
	}
	for _, r := range s.See {
		b.roleRef(r)
	}
	b.dateRef(s.ServedOn)
	if len(d.Signer) > 0 {
		return d
	}
	for _, w := range []struct {
		list []whoSrc
		key  string
	}{{s.Drafter, "拟稿人"}, {s.Checker, "核稿人"}, {s.Stamp, "用印"}, {s.Not, "不得由"}} {
		if len(w.list) > 0 {
			b.errorAt(w.list[0].At.n, "no-signer", "请补上“签发人”,或删去", "文书“%s”没有签发人,出具时即生效,不能写“%s”", d.Name, w.key)
		}
	}
	return d
}

// paper checks a text of a document, which may hold the placeholders that signing fills in.
func (b *builder) paper(t template) string {
	plain := t
	for _, w := range paperWords {
		plain.s = strings.ReplaceAll(plain.s, "{"+w.En+"}", "")
	}
	b.template(plain)
	return t.s
}

package engine

import (
	"context"
	"fmt"
	"strings"

	"dandang/engine/guard"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// Form is a sheet of paper: what is printed of a case or a document, as far as its reader may see it. Everything in it is
// plain text; whoever draws it escapes it.
type Form struct {
	Title     string
	Number    string   // 编号 or 文号, "" where none is given yet
	Mark      string   // 密级: 内部, 工作秘密 or ""
	Notes     []string // what the paper is not: 草稿 未经签发不得使用, 已作废, 已脱敏
	Rows      []FormRow
	Steps     []FormStep
	Text      []string // paragraphs of a document
	Sign      []string // 落款 of a document, one line each
	Basis     []string // 依据
	Watermark string   // who printed it and when
}

// FormRow is one line of the table of a form.
type FormRow struct{ Label, Value string }

// FormStep is the box of one stage: who said what. A stage that is still to come has one empty entry, to be filled in by
// hand.
type FormStep struct {
	Name    string
	Entries []FormEntry
}

// FormEntry is what one person wrote in a box. Empty members stay blank on paper.
type FormEntry struct {
	Opinion string
	Signer  string // 李四; 李四代张三
	Date    string // 2026年9月3日
}

// CaseForm is the 审批表 of a case for somebody's eyes: the form as he may read it, and for those who take part the box of
// every stage that was passed or lies ahead. With masked, sensitive values are masked even where he may read them.
// Codes: ENotFound.
func (e *Engine) CaseForm(ctx context.Context, actor PersonID, caseID string, masked bool) (Form, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err != nil {
		return Form{}, err
	}
	if rel == Past {
		return Form{}, NotFound()
	}
	f := Form{
		Title: msgFormTitle.Text(d.p.Name), Number: d.c.Number, Mark: SecrecyMark(d.p.Definition), Basis: d.p.Basis,
		Watermark: d.watermark(),
	}
	f.Rows = append(d.formHead(), d.formFields(rel, masked, &f)...)
	switch {
	case d.c.Status == Draft:
		f.Notes = append(f.Notes, msgFormDraft.Text())
		f.Steps = d.stepsAhead(d.c.State)
	case rel == Participant:
		if f.Steps, err = e.formSteps(ctx, d); err != nil {
			return Form{}, err
		}
	}
	if masked {
		d.blackenSteps(f.Steps)
	}
	return f, nil
}

// blackenSteps masks what the opinions repeat of sensitive values.
func (d *decision) blackenSteps(steps []FormStep) {
	for i := range steps {
		for j := range steps[i].Entries {
			steps[i].Entries[j].Opinion = d.blacken(steps[i].Entries[j].Opinion)
		}
	}
}

// formHead are the lines that every form begins with.
func (d *decision) formHead() []FormRow {
	unit, _ := d.snap.Facts.Book.Unit(d.c.Unit)
	rows := []FormRow{
		{msgFormUnit.Text(), unit.Name},
		{msgFormBy.Text(), d.personName(d.c.Initiator)},
		{msgFormOn.Text(), chineseDay(d.c.SubmittedAt)},
	}
	if d.c.Status == Closed {
		rows = append(rows, FormRow{msgFormOutcome.Text(), d.c.Outcome})
	}
	return rows
}

// formFields are the fields that somebody may read, in the order of the procedure; those without a value are there to be
// filled in by hand while the case is a draft. Sealed ones are left out.
func (d *decision) formFields(rel Relation, masked bool, f *Form) []FormRow {
	fields, hidden := d.readable(rel)
	var rows []FormRow
	for i := range d.p.Fields {
		field := &d.p.Fields[i]
		v, has := fields[field.ID]
		switch {
		case field.Sealed:
			continue
		case !has && (d.c.Status != Draft || rel == Applicant && d.internalField(field.ID)):
			continue
		case masked && field.Sensitive && !empty(v):
			v = mask(v)
			hidden = append(hidden, field.ID)
		}
		rows = append(rows, FormRow{field.Name, d.onPaper(field, v)})
	}
	if len(hidden) > 0 {
		f.Notes = append(f.Notes, msgFormMasked.Text())
	}
	return rows
}

// onPaper writes a value as official papers have it: dates in Chinese, sums with their capital numerals.
func (d *decision) onPaper(f *process.Field, v any) string {
	s, isText := v.(string)
	switch {
	case isText && f.Type == process.Date && workday.Date(s).Chinese() != "":
		return workday.Date(s).Chinese()
	case isText && f.Type == process.Money:
		if m, err := guard.ParseMoney(s); err == nil {
			return msgFormMoney.Text(thousands(m.String()), CapitalMoney(int64(m)))
		}
	}
	return Show(f, v, d.snap.Facts.Book)
}

// watermark names who reads, his unit and the time.
func (d *decision) watermark() string {
	p, _ := d.snap.Facts.Book.Person(d.cmd.Actor)
	u, _ := d.snap.Facts.Book.Unit(p.Unit)
	return strings.Join([]string{p.Name, u.Name, chineseMinute(d.now)}, " ")
}

// chineseDay is the day of an instant in the zone of the rules, 2026年9月3日; "" for none.
func chineseDay(ms int64) string {
	if ms == 0 {
		return ""
	}
	return workday.DateOf(ms).Chinese()
}

func chineseMinute(ms int64) string {
	day := workday.DateOf(ms)
	minutes := (ms - day.Start()) / 60_000
	return fmt.Sprintf("%s%02d:%02d", day.Chinese(), minutes/60, minutes%60)
}

// DocumentForm is a document as it is printed for somebody who may see it. With masked, the sensitive values of its case
// are masked wherever they stand in the text. Codes: ENotFound.
func (e *Engine) DocumentForm(ctx context.Context, actor PersonID, id string, masked bool) (Form, error) {
	v, err := e.Document(ctx, actor, id)
	if err != nil {
		return Form{}, err
	}
	doc, err := e.cfg.Store.Document(ctx, id)
	if err != nil {
		return Form{}, err
	}
	cmd := Command{Kind: DoEvent, Case: doc.Case, Actor: actor}
	p, snap, err := e.snapshot(ctx, &cmd, nil)
	if err != nil {
		return Form{}, err
	}
	d := begin(p, snap, cmd, e.cfg.Clock.Now())
	f := Form{Title: v.Title, Number: v.Number, Mark: SecrecyMark(p.Definition), Watermark: d.watermark()}
	if v.Mark != "" {
		f.Notes = append(f.Notes, v.Mark)
	}
	if v.Status == DocumentVoid {
		f.Notes = append(f.Notes, msgFormVoid.Text(v.Life.Void))
	}
	body := v.Body
	if masked {
		f.Notes = append(f.Notes, msgFormMasked.Text())
		body, f.Title = d.blacken(body), d.blacken(f.Title)
	}
	d.layOut(&f, &v.Document, body)
	return f, nil
}

// blacken masks the values of sensitive fields in a text, as a paper writes them and as they are kept.
func (d *decision) blacken(text string) string {
	for i := range d.p.Fields {
		f := &d.p.Fields[i]
		v := d.c.Memo.Fields[f.ID]
		if !f.Sensitive || f.Sealed || empty(v) {
			continue
		}
		masked, _ := mask(v).(string)
		plain := Show(f, v, d.snap.Facts.Book)
		forms := []string{d.onPaper(f, v), plain, thousands(plain)}
		if m, err := guard.ParseMoney(plain); err == nil && f.Type == process.Money {
			forms = append(forms, CapitalMoney(int64(m)))
		}
		for _, form := range forms {
			if len([]rune(form)) > 1 {
				text = strings.ReplaceAll(text, form, masked)
			}
		}
	}
	return text
}

package engine

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"dandang/engine/directory"
	"dandang/engine/process"
)

// maxAlike is how many cases 疑似重复 shows.
const maxAlike = 50

// Duplicate is a case that looks like another.
type Duplicate struct {
	ID        string // "" where the reader may not open it
	Number    string
	State     string // name
	Status    Status
	Outcome   string
	CreatedAt int64 // ms
}

// needsInto reports whether an event joins the case to another (需填: [主件]).
func needsInto(e *process.Event) bool {
	return slices.ContainsFunc(e.Needs, func(n process.Need) bool { return n.Kind == "into" })
}

// mayJoin says why the case cannot be joined to the one that the command names, "" if it can.
func (d *decision) mayJoin() string {
	into := d.snap.Facts.Into
	if into == nil || into.ID == d.c.ID || into.Process != d.c.Process || into.Status == Draft || into.Memo.Into != "" || len(d.c.Memo.Joined) > 0 {
		return msgNeedInto.Text()
	}
	return ""
}

// join notes the main case and sends word to it. The number that the duplicate was given stays its own.
func (d *decision) join(e *process.Event) {
	if !needsInto(e) {
		return
	}
	d.c.Memo.Into = d.snap.Facts.Into.ID
	d.extra["join"] = true
	d.errand(ErrandJoin, d.c.ID, d.c.Memo.Into, "")
}

// part: a duplicate that is reopened stands for itself again.
func (d *decision) part() {
	if d.c.Memo.Into != "" {
		d.errand(ErrandJoin, d.c.ID, d.c.Memo.Into, "")
		d.c.Memo.Into = ""
	}
}

// joined takes note, in a main case, of a duplicate that was joined to it or parted from it.
func (d *decision) joined(r *Report) *Refusal {
	has := slices.Contains(d.c.Memo.Joined, r.Case)
	d.extra["join"] = r.Joined
	d.eventName = msgJoined.Text()
	switch {
	case r.Joined && !has:
		d.c.Memo.Joined = append(d.c.Memo.Joined, r.Case)
	case !r.Joined:
		d.eventName = msgParted.Text()
		d.c.Memo.Joined = slices.DeleteFunc(d.c.Memo.Joined, func(id string) bool { return id == r.Case })
	}
	return nil
}

// tellJoined tells a main case whether the duplicate is joined to it, as things are now.
func (e *Engine) tellJoined(ctx context.Context, errand Errand) ([]Errand, error) {
	duplicate, err := e.cfg.Store.Load(ctx, errand.From)
	if err != nil {
		return nil, err
	}
	_, more, err := e.act(ctx, Command{
		Kind: DoLink, Case: errand.To, Errand: errand.ID,
		Report: &Report{Case: errand.From, Joined: duplicate.Case.Memo.Into == errand.To},
	})
	return more, err
}

// markAlike writes down what the case looks like now, once it is no draft.
func (d *decision) markAlike() {
	if d.p.Suspect == nil {
		return
	}
	was, is := "", likeness(d.p.Definition, &d.c)
	if d.snap.Case.ID != "" {
		was = likeness(d.p.Definition, &d.snap.Case)
	}
	if was != is {
		d.ch.Alike = &is
	}
}

// likeness is the text whose keyed hash marks a case: the procedure and the values of the fields that 疑似重复 names,
// without what people write differently. "" for a draft, and while one of them is empty.
func likeness(def *process.Definition, c *Case) string {
	if def.Suspect == nil || c.Status == Draft {
		return ""
	}
	parts := []string{def.Key}
	for _, id := range def.Suspect.Fields {
		v := c.Memo.Fields[id]
		if empty(v) {
			return ""
		}
		text, ok := v.(string)
		if !ok {
			text = string(canonical(v))
		}
		parts = append(parts, plainText(text))
	}
	return strings.Join(parts, "\x00")
}

// plainText drops spaces and punctuation and folds width and case: “ＡＢ－１” is "ab1".
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' { // full width
			r -= '！' - '!'
		}
		if unicode.IsSpace(r) || unicode.IsPunct(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// seal turns the likeness in a Change into its mark: a store never sees the values.
func (e *Engine) seal(ch *Change) {
	if ch.Alike != nil && *ch.Alike != "" {
		mark := e.mac(*ch.Alike)
		ch.Alike = &mark
	}
}

// mac is the keyed hash of a likeness. Without a vault there is no secret to key it with, only separation from other uses.
func (e *Engine) mac(text string) string {
	if e.cfg.Vault != nil {
		return e.cfg.Vault.Mac(macLikeness, []byte(text))
	}
	h := hmac.New(sha256.New, []byte("dandang likeness"))
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}

// registers reports whether the actor handles the case, or opened it in an office that 疑似重复 names, for others: who
// writes down what comes in is the first to know what came in before.
func (d *decision) registers(rel Relation) bool {
	if d.p.Suspect == nil {
		return rel == Participant
	}
	return rel == Participant || rel == Applicant && d.conflict(d.cmd.Actor) == "" && d.holdsOneOf(d.p.Suspect.See)
}

// Duplicates lists the cases that look like one, open and closed, to who handles or registered it and holds a role that
// 疑似重复 names.
// Cases that he must keep out of are left out. Codes: ENotFound, to everybody else too.
func (e *Engine) Duplicates(ctx context.Context, actor PersonID, caseID string) ([]Duplicate, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err != nil {
		return nil, err
	}
	if d.p.Suspect == nil || !d.registers(rel) || !d.holdsOneOf(d.p.Suspect.See) {
		return nil, NotFound()
	}
	text := likeness(d.p.Definition, &d.c)
	if text == "" {
		return nil, nil
	}
	ids, err := e.cfg.Store.Alike(ctx, e.mac(text), maxAlike+1)
	if err != nil {
		return nil, err
	}
	var list []Duplicate
	for _, id := range ids {
		if id == caseID {
			continue
		}
		found, err := e.duplicate(ctx, actor, id)
		if err != nil {
			return nil, err
		}
		if found != nil {
			list = append(list, *found)
		}
	}
	return list, nil
}

func (e *Engine) duplicate(ctx context.Context, actor PersonID, id string) (*Duplicate, error) {
	p, snap, err := e.snapshot(ctx, &Command{Kind: DoEvent, Case: id, Actor: actor}, nil)
	if err != nil {
		return nil, err
	}
	other := begin(p, snap, Command{Actor: actor}, e.cfg.Clock.Now())
	if other.conflict(actor) != "" {
		return nil, nil //nolint:nilnil // documented by Duplicates: left out
	}
	c := &other.c
	found := &Duplicate{Number: c.Number, State: p.stateName(c.State), Status: c.Status, Outcome: c.Outcome, CreatedAt: c.CreatedAt}
	switch _, rel, err := e.reading(ctx, actor, id); {
	case err != nil && CodeOf(err) != ENotFound:
		return nil, err
	case rel == Participant || rel == Applicant:
		found.ID = id
	}
	return found, nil
}

// mainCase loads the case that an event is to join another to, nil where the actor neither handles nor registered it.
func (e *Engine) mainCase(ctx context.Context, cmd Command) (*Case, error) {
	if cmd.Into == "" || cmd.Into == cmd.Case {
		return nil, nil //nolint:nilnil // documented
	}
	d, rel, err := e.reading(ctx, cmd.Actor, cmd.Into)
	switch {
	case CodeOf(err) == ENotFound:
		return nil, nil //nolint:nilnil // documented
	case err != nil:
		return nil, err
	case !d.registers(rel):
		return nil, nil //nolint:nilnil // documented
	}
	return &d.c, nil
}

// holdsOneOf reports whether the actor holds one of the roles, where the case looks for their holders.
func (d *decision) holdsOneOf(roles []string) bool {
	return slices.ContainsFunc(roles, func(id string) bool {
		r := d.p.Role(id)
		if r == nil {
			return false
		}
		scope, ok := directory.ParseScope(r.Scope)
		return ok && slices.Contains(d.snap.Facts.Book.Holders(r.ID, d.roleUnit(), scope, string(d.today())), d.cmd.Actor)
	})
}

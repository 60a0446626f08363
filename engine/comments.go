package engine

import (
	"context"
	"slices"
	"strings"

	"dandang/engine/process"
)

const maxCommentText = 4000 // characters

// Comments lists the comments of a case, to those who may see its record. Of one that was voided the text is left out.
// Codes: ENotFound.
func (e *Engine) Comments(ctx context.Context, actor PersonID, caseID string) ([]Comment, error) {
	if _, err := e.discusses(ctx, actor, caseID); err != nil {
		return nil, err
	}
	list, err := e.cfg.Store.Comments(ctx, caseID)
	for i := range list {
		if list[i].VoidAt != 0 {
			list[i].Text = ""
		}
	}
	return list, err
}

// discusses settles that somebody may see the record, and so take part in what is said beside it. Codes: ENotFound.
func (e *Engine) discusses(ctx context.Context, actor PersonID, caseID string) (*decision, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err == nil && rel != Participant {
		err = NotFound()
	}
	return d, err
}

// Comment adds a remark to a case and tells those whom it names with @. Only who may see the record may write one, or be
// named in one: whoever may not is refused in one and the same words, whatever the ground. Codes: ENotFound, EMissing, EInvalid.
func (e *Engine) Comment(ctx context.Context, actor PersonID, caseID, text string, mentions []PersonID) (Comment, error) {
	d, err := e.discusses(ctx, actor, caseID)
	if err != nil {
		return Comment{}, err
	}
	if text = strings.TrimSpace(text); text == "" {
		return Comment{}, lacking("text", msgNeedComment.Text())
	}
	if n := len([]rune(text)); n > maxCommentText {
		return Comment{}, &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: []FieldProblem{{"text", msgCommentLong.Text(maxCommentText)}}}
	}
	var named []PersonID
	for _, p := range mentions {
		if p == actor || slices.Contains(named, p) {
			continue
		}
		if _, err := e.discusses(ctx, p, caseID); CodeOf(err) == ENotFound {
			return Comment{}, &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: []FieldProblem{{"mentions", msgNotMentioned.Text(d.personName(p))}}}
		} else if err != nil {
			return Comment{}, err
		}
		named = append(named, p)
	}
	c := Comment{ID: e.cfg.NewID(), Case: caseID, Person: actor, Text: text, Mentions: named, At: d.now}
	var told []Message
	if len(named) > 0 {
		m := Message{ID: c.ID + "-01", Case: caseID, Kind: MessageMention, To: named, Text: msgMentioned.Text(d.personName(actor), d.titleText()), At: d.now}
		if d.p.Secrecy == process.Restricted {
			m.Text = msgPrivateTodo.Text()
		}
		told = []Message{m}
	}
	return c, e.cfg.Store.AddComment(ctx, c, told)
}

// VoidComment voids one's own comment, with a reason; both stay. Codes: ENotFound, EMissing.
func (e *Engine) VoidComment(ctx context.Context, actor PersonID, caseID, id, reason string) error {
	if _, err := e.discusses(ctx, actor, caseID); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return lacking("reason", msgNeedReason.Text())
	}
	done, err := e.cfg.Store.VoidComment(ctx, caseID, id, actor, reason, e.cfg.Clock.Now())
	if err == nil && !done {
		err = refuse(ENotFound, msgNoComment.Text())
	}
	return err
}

func lacking(field, msg string) error {
	return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{field, msg}}}
}

// Phrases gives somebody's saved phrases, or those that everybody begins with.
func (e *Engine) Phrases(ctx context.Context, actor PersonID) (phrases []string, own bool, err error) {
	phrases, own, err = e.cfg.Store.Phrases(ctx, actor)
	if err == nil && !own {
		for _, m := range firstPhrases {
			phrases = append(phrases, m.Text())
		}
	}
	return phrases, own, err
}

// The limits of saved phrases.
const (
	maxPhrases    = 50
	maxPhraseText = 200 // characters
)

// SavePhrases keeps somebody's phrases in their order; blank ones and repetitions fall out. Codes: EInvalid.
func (e *Engine) SavePhrases(ctx context.Context, actor PersonID, phrases []string) error {
	var list []string
	for _, text := range phrases {
		text = strings.TrimSpace(text)
		if len([]rune(text)) > maxPhraseText {
			return &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: []FieldProblem{{"items", msgPhraseLong.Text(maxPhraseText)}}}
		}
		if text != "" && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	if len(list) > maxPhrases {
		return &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: []FieldProblem{{"items", msgPhraseMany.Text(maxPhrases)}}}
	}
	return e.cfg.Store.SavePhrases(ctx, actor, list, e.cfg.Clock.Now())
}

package engine

import (
	"context"
	"slices"
	"strings"

	"dandang/engine/process"
)

// ReceivedItem is a message as its receiver reads it. Case is the id only where he may see the case today.
type ReceivedItem struct {
	Received
	Process string
}

// Messages lists what somebody was told, newest first, before an id ("" = from the newest).
func (e *Engine) Messages(ctx context.Context, actor PersonID, unread bool, before string, limit int) ([]ReceivedItem, error) {
	list, err := e.cfg.Store.Received(ctx, actor, unread, before, limit)
	if err != nil {
		return nil, err
	}
	items := make([]ReceivedItem, len(list))
	for i := range list {
		items[i].Received = list[i]
		d, rel, err := e.reading(ctx, actor, list[i].Case)
		switch {
		case CodeOf(err) == ENotFound || err == nil && rel == NoRelation:
			items[i].Case = ""
		case err != nil:
			return nil, err
		default:
			items[i].Process = d.p.Name
		}
	}
	return items, nil
}

// Unread counts what somebody has not read, up to 100 (shown as 99+).
func (e *Engine) Unread(ctx context.Context, actor PersonID) (int, error) {
	return e.cfg.Store.CountUnread(ctx, actor, maxCount)
}

// ReadMessages marks messages in somebody's list as read; no ids means all. It answers how many were unread.
func (e *Engine) ReadMessages(ctx context.Context, actor PersonID, ids []string) (int, error) {
	return e.cfg.Store.MarkRead(ctx, actor, ids, e.cfg.Clock.Now())
}

// Preferences gives what somebody wants to hear by which channel.
func (e *Engine) Preferences(ctx context.Context, actor PersonID) (Preferences, error) {
	return e.cfg.Store.Preferences(ctx, actor)
}

// SavePreferences keeps what somebody wants to hear. Codes: EInvalid.
func (e *Engine) SavePreferences(ctx context.Context, actor PersonID, p Preferences) error {
	var problems []FieldProblem
	known := func(c Channel) bool { return slices.Contains(PersonalChannels(), c) }
	for _, c := range p.Off {
		if !known(c) {
			problems = append(problems, FieldProblem{"off", msgNoChannel.Text(c)})
		}
	}
	for c, kinds := range p.Mute {
		if !known(Channel(c)) {
			problems = append(problems, FieldProblem{"mute", msgNoChannel.Text(c)})
		}
		for _, kind := range kinds {
			if !slices.Contains(MessageKinds(), kind) {
				problems = append(problems, FieldProblem{"mute." + c, msgNoKind.Text(kind, strings.Join(MessageKinds(), "、"))})
			}
		}
	}
	if len(problems) > 0 {
		return &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: problems}
	}
	return e.cfg.Store.SavePreferences(ctx, actor, p, e.cfg.Clock.Now())
}

// Deliveries lists deliveries for administration, newest first: how they stand, neither what they say nor of which case,
// and of a restricted procedure not even what kind they are.
func (e *Engine) Deliveries(ctx context.Context, q DeliveryQuery) ([]Delivery, error) {
	list, err := e.cfg.Store.Deliveries(ctx, q)
	for i := range list {
		secrecy, _, err := e.secrecyOf(ctx, list[i].Case)
		if err != nil {
			return nil, err
		}
		if list[i].Case = ""; secrecy == process.Restricted {
			list[i].Kind = MessageTodo
		}
	}
	return list, err
}

// Resend lets a dead delivery be tried anew. wall is the system's time. Codes: ENotFound.
func (e *Engine) Resend(ctx context.Context, id string, wall int64) error {
	found, err := e.cfg.Store.ResendDelivery(ctx, id, wall)
	if err == nil && !found {
		err = refuse(ENotFound, msgNoDelivery.Text())
	}
	return err
}

package engine

import (
	"context"
	"slices"

	"dandang/engine/workday"
)

// callTogether makes the messages that tell the members of a meeting when and where it is: everybody who may vote on some
// item; again where date, place or name changed, else only whom the agenda did not call before. Who keeps out of every item is
// told nothing, and of restricted procedures nothing is said.
func (e *Engine) callTogether(ctx context.Context, actor PersonID, was, m *Meeting) ([]Message, error) {
	known := []PersonID{actor}
	if was.ID != "" && was.Body == m.Body && was.HeldOn == m.HeldOn && was.Place == m.Place {
		before, err := e.agendaViews(ctx, actor, was)
		if err != nil {
			return nil, err
		}
		for i := range before {
			known = append(known, before[i].Members...)
		}
	}
	items, err := e.agendaViews(ctx, actor, m)
	if err != nil {
		return nil, err
	}
	// Whoever sits on an item that may be spoken of is told by that one.
	slices.SortStableFunc(items, func(a, b ItemView) int { return compareBool(a.private, b.private) })
	text := msgMeetingCalls.Text(m.Body, workday.Date(m.HeldOn).Chinese(), m.Place)
	var told []Message
	for i := range items {
		msg := Message{ID: e.cfg.NewID(), Case: items[i].Case, Kind: MessageNotify, Text: text, At: e.cfg.Clock.Now()}
		if items[i].private {
			msg.Text = msgPrivateTodo.Text()
		}
		for _, p := range items[i].Members {
			if !slices.Contains(known, p) {
				known, msg.To = append(known, p), append(msg.To, p)
			}
		}
		if len(msg.To) > 0 {
			told = append(told, msg)
		}
	}
	return told, nil
}

// agendaViews are the items of a meeting as its caller sees them.
func (e *Engine) agendaViews(ctx context.Context, actor PersonID, m *Meeting) ([]ItemView, error) {
	var items []ItemView
	for i := range m.Items {
		v, ok, err := e.itemState(ctx, actor, &m.Items[i])
		if err != nil {
			return nil, err
		}
		if ok {
			items = append(items, v)
		}
	}
	return items, nil
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// What an office does with several cases, or over the heads of those who handle one, sent to the API: meetings, 特殊处置,
// 离岗移交 and acts on documents.

// CallMeeting implements scenario.Road.
func (r *httpRoad) CallMeeting(_ context.Context, actor engine.PersonID, m engine.Meeting, cases []string) (engine.Meeting, error) {
	body := map[string]any{"body": m.Body, "held_on": m.HeldOn, "place": m.Place, "cases": append([]string{}, cases...)}
	a, err := r.send(actor, http.MethodPost, "/api/v1/meetings", body)
	m.ID, _ = a.json["id"].(string)
	return m, err
}

// MeetingFor implements scenario.Road.
func (r *httpRoad) MeetingFor(_ context.Context, person engine.PersonID, id string) (v engine.MeetingView, err error) {
	a, err := r.send(person, http.MethodGet, "/api/v1/meetings/"+id, nil)
	if err != nil {
		return v, err
	}
	text := func(m map[string]any, key string) string { s, _ := m[key].(string); return s }
	rev, _ := a.json["rev"].(float64)
	v.ID, v.Rev, v.Number = text(a.json, "id"), int64(rev), text(a.json, "number")
	for _, item := range a.items() {
		item, _ := item.(map[string]any)
		seen := engine.ItemView{Status: text(item, "status")}
		seen.Case = text(item, "case")
		members, _ := item["members"].([]any)
		for _, p := range members {
			p, _ := p.(map[string]any)
			seen.Members = append(seen.Members, text(p, "id"))
		}
		v.Agenda = append(v.Agenda, seen)
	}
	return v, nil
}

// RecordMeeting implements scenario.Road. Before the sheets go, they go resting on a reading that was overtaken: whoever may
// enter them is told so, and what follows must end as if it had not been sent.
func (r *httpRoad) RecordMeeting(_ context.Context, actor engine.PersonID, id string, rev int64, roll engine.Roll, sheets []engine.ItemSheet) ([]engine.ItemResult, error) {
	body := map[string]any{"rev": rev - 1, "present": append([]string{}, roll.Present...), "chair": roll.Chair, "chair_last": roll.ChairLast}
	items := []any{}
	for i := range sheets {
		s := &sheets[i]
		item := map[string]any{"case": s.Case, "yes": s.Yes, "no": s.No, "abstain": s.Abstain, "minutes": s.Minutes, "chair": s.Chair, "absent": append([]string{}, s.Absent...)}
		if len(s.Fields) > 0 {
			item["fields"] = s.Fields
		}
		items = append(items, item)
	}
	body["items"] = items
	path := "/api/v1/meetings/" + id + "/record"
	_, stale := r.send(actor, http.MethodPost, path, body)
	body["rev"] = rev
	a, err := r.send(actor, http.MethodPost, path, body)
	if err == nil {
		require.Equal(r.t, engine.EStaleView, engine.CodeOf(stale), "%v", stale)
	}
	return itemsOf(a), err
}

// ConfirmMeeting implements scenario.Road.
func (r *httpRoad) ConfirmMeeting(_ context.Context, actor engine.PersonID, id string, cases []string) ([]engine.ItemResult, error) {
	body := map[string]any{}
	if len(cases) > 0 {
		body["cases"] = cases
	}
	a, err := r.send(actor, http.MethodPost, "/api/v1/meetings/"+id+"/confirm", body)
	if err == nil {
		minutes := r.askWith(actor, http.MethodGet, "/api/v1/meetings/"+id+"/print?format=html", "")
		require.Equal(r.t, http.StatusOK, minutes.status, minutes.text)
		m, _ := a.json["meeting"].(map[string]any)
		number, _ := m["number"].(string)
		require.Contains(r.t, minutes.text, number, "the minutes bear their number once all is confirmed")
	}
	return itemsOf(a), err
}

// itemsOf reads how each item of a meeting ended.
func itemsOf(a said) (out []engine.ItemResult) {
	list, _ := a.json["results"].([]any)
	for _, item := range list {
		m, _ := item.(map[string]any)
		got := engine.ItemResult{}
		got.Case, _ = m["case"].(string)
		got.Done, _ = m["done"].(bool)
		code, _ := m["code"].(string)
		got.Code = engine.Code(code)
		got.Why, _ = m["detail"].(string)
		out = append(out, got)
	}
	return out
}

// intervene proposes a 特殊处置, confirms it or refuses it.
func (r *httpRoad) intervene(ctx context.Context, cmd engine.Command, header []string) (engine.Result, error) {
	path, v := "/api/v1/admin/interventions", cmd.Intervention
	body := map[string]any{"reason": cmd.Opinion}
	switch cmd.Event {
	case engine.EventPropose:
		for key, text := range map[string]string{"case": cmd.Case, "kind": v.Kind, "to": v.To, "task": v.Task, "person": v.Person} {
			if text != "" {
				body[key] = text
			}
		}
	case engine.EventIntervene:
		path += "/" + cmd.Case + "." + v.ID + "/confirm"
	default:
		path += "/" + cmd.Case + "." + v.ID + "/refuse"
	}
	_, err := r.send(cmd.Actor, http.MethodPost, path, body, header...)
	if err == nil && cmd.Event == engine.EventPropose {
		waits := r.askWith(cmd.Actor, http.MethodGet, "/api/v1/admin/interventions", "").items()
		require.NotEmpty(r.t, waits, "it waits for a second person")
		last, _ := waits[len(waits)-1].(map[string]any)
		require.Equal(r.t, cmd.Case, last["case"])
		require.NotEmpty(r.t, last["may_not"], "who proposed it is told why he does not confirm it")
	}
	return r.result(ctx, cmd.Case, err)
}

// Handover implements scenario.Road.
func (r *httpRoad) Handover(_ context.Context, actor engine.PersonID, h engine.Handover) (out []engine.HandoverItem, err error) {
	a, err := r.send(actor, http.MethodPost, "/api/v1/admin/handover", map[string]any{"from": h.From, "to": h.To, "reason": h.Reason, "preview": h.Preview})
	for _, item := range a.items() {
		m, _ := item.(map[string]any)
		text := func(key string) string { s, _ := m[key].(string); return s }
		out = append(out, engine.HandoverItem{
			Task: text("task"), Case: text("case"), StateName: text("state"), Handed: text("result") == "handed", Code: engine.Code(text("code")), Why: text("why"),
		})
	}
	return out, err
}

// document does something with a document of the case.
func (r *httpRoad) document(ctx context.Context, cmd engine.Command, header []string) (engine.Result, error) {
	act := cmd.Paper
	body := map[string]any{"act": act.Act, "opinion": cmd.Opinion, "title": act.Title, "text": act.Body, "receiver": act.Receiver, "reissue": act.Reissue}
	if act.On != "" {
		body["date"] = act.On
	}
	proof := []any{}
	for _, f := range act.Proof {
		r.upload(cmd, f)
		m, _ := f.(map[string]any)
		proof = append(proof, map[string]any{"id": m["id"]})
	}
	if len(proof) > 0 {
		body["proof"] = proof
	}
	_, err := r.send(cmd.Actor, http.MethodPost, fmt.Sprintf("/api/v1/documents/%s/acts", act.Document), body, header...)
	return r.result(ctx, cmd.Case, err)
}

package walker

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// clock reads the demo clock, after moving it when by is not empty.
func (w *Walk) clock(by string) {
	var c struct {
		Now string `json:"now"`
	}
	if by == "" {
		w.get(w.people[0], "/session", &c)
	} else if a := w.ask(w.people[0], http.MethodPost, "/demo/clock", map[string]any{"advance": by}); a.status != http.StatusOK || a.into(&c) != nil {
		w.fault("%s: %d %s", a.what, a.status, a.body)
	}
	if now, err := time.Parse(time.RFC3339, c.Now); err == nil {
		w.now = now
	}
}

// budget exhausts the ledgers of a procedure for some sweeps when an act has a destination that nobody has seen yet, and
// at random; then it funds them again. Where a case goes on for want of money, or of a vacancy, is seen only so.
func (w *Walk) budget(d *domain) {
	if w.finance == nil || w.vacancies == nil || len(d.form.Ledgers) == 0 {
		return
	}
	d.narrow++
	switch {
	case d.squeeze > 1:
		d.squeeze--
	case d.squeeze == 1:
		d.squeeze, d.narrow = 0, 0
		w.fund(d, plenty)
	case w.onStage(d) > 0: // a story counts on the money that it tells of
		if d.narrow%4 == 1 {
			w.fund(d, plenty)
		}
	case d.wantsTight && d.narrow > 3, w.chance(0.02):
		d.squeeze, d.wantsTight = 4+w.rng.IntN(20), false
		w.rep.Done["budget exhausted"]++
		w.fund(d, func(bool) int64 { return 0 })
	case d.narrow%8 == 1:
		w.fund(d, plenty)
	}
}

// plenty is 500000 yuan, in 分, or five of what is counted.
func plenty(money bool) int64 {
	if money {
		return 50_000_000
	}
	return 5
}

// short reports whether a case is to find its ledger exhausted now: it follows a story that goes where an act leads for
// want of what the ledger holds, and no case has gone there yet.
func (w *Walk) short(t *track, state string) bool {
	if !t.faithful() {
		return false
	}
	for _, e := range t.dom.Definition.EventsIn(state) {
		counted := false // a branch before asks what is left
		for i, b := range e.Branches {
			asks := b.When != nil && slices.ContainsFunc(t.dom.form.Ledgers, func(l ledger) bool { return strings.Contains(b.When.String(), l.ID+".") })
			id := fmt.Sprintf("%s/%s#%d", state, e.ID, i)
			if counted && !asks && slices.Contains(t.dom.Reaches[t.script.story.Scenario], id) && (t.dom.missing[id] || t.goesOn(b.To)) {
				return true
			}
			counted = counted || asks
		}
	}
	return false
}

// goesOn reports whether the story has something to do in a state after the step that it is at; what can be done anywhere,
// as asking for more time, tells of no state.
func (t *track) goesOn(state string) bool {
	x := t.script
	for i := x.at + 1; i < len(x.story.Steps); i++ {
		if do := x.story.Steps[i].Do; x.story.Steps[i].Paper == "" && !slices.Contains(builtin, do) {
			return t.dom.Definition.Event(state, do) != nil
		}
	}
	return false
}

// fund sets the budget of every ledger to what is used of it and something free.
func (w *Walk) fund(d *domain, free func(money bool) int64) {
	for _, l := range d.form.Ledgers {
		money := l.Unit == "money"
		keeper := w.vacancies
		if money {
			keeper = w.finance
		}
		path := "/ledgers/" + d.key + "/" + url.PathEscape(l.ID)
		if len(l.Split) == 0 {
			w.fundAccount(keeper, path, money, free(money))
		}
		for _, key := range slices.Sorted(maps.Keys(d.accounts)) {
			if of, values := strings.CutPrefix(key, l.ID+"?"); values {
				w.fundAccount(keeper, path+"?"+of, money, free(money))
			}
		}
	}
}

// fundAccount sets the budget of one account of a ledger to what is used of it and something free.
func (w *Walk) fundAccount(keeper *person, path string, money bool, free int64) {
	var state struct {
		Reserved string `json:"reserved"`
		Spent    string `json:"spent"`
	}
	if !w.get(keeper, path, &state) {
		w.fault("%s may not read the ledger %s", keeper.Username, path)
		return
	}
	n := cents(state.Reserved) + cents(state.Spent)
	budget := strconv.FormatInt(n/100+free, 10)
	if money {
		n += free
		budget = fmt.Sprintf("%d.%02d", n/100, n%100)
	}
	a := w.ask(keeper, http.MethodPut, path, map[string]any{"budget": budget})
	if a.status != http.StatusOK {
		w.fault("%s: %d %s", a.what, a.status, a.body)
	}
}

// account remembers which account of each split ledger a case would use, and funds one that is new.
func (w *Walk) account(d *domain, c *caseView) {
	for _, l := range d.form.Ledgers {
		query := url.Values{}
		for _, field := range l.Split {
			if value, ok := c.Fields[field].(string); ok && value != "" {
				query.Add("account", value)
			}
		}
		key := l.ID + "?" + query.Encode()
		if len(l.Split) == 0 || len(query["account"]) < len(l.Split) || d.accounts[key] || w.vacancies == nil || w.finance == nil {
			continue
		}
		d.accounts[key] = true
		keeper, money := w.vacancies, l.Unit == "money"
		if money {
			keeper = w.finance
		}
		if d.squeeze == 0 {
			w.fundAccount(keeper, "/ledgers/"+d.key+"/"+url.PathEscape(l.ID)+"?"+query.Encode(), money, plenty(money))
		}
	}
}

type post struct {
	Role   string `json:"role"`
	Unit   string `json:"unit"`
	Name   string `json:"unit_name"`
	Holder *named `json:"holder"`
}

// incidents has an administrator name somebody for each vacant post of a unit whose case has nobody left. A stop for want
// of people in a unit without vacancy, or for any reason that the procedure does not itself declare, is a fault.
func (w *Walk) incidents() {
	if w.admin == nil {
		return
	}
	var list struct {
		Items []struct {
			Case      string     `json:"case"`
			Process   named      `json:"process"`
			State     named      `json:"state"`
			Unit      named      `json:"unit"`
			Incidents []incident `json:"incidents"`
		} `json:"items"`
	}
	w.get(w.admin, "/admin/incidents?limit=100", &list)
	for _, item := range list.Items {
		for _, i := range item.Incidents {
			switch {
			case w.tracks[item.Case] == nil || i.Kind == "overdue": // declared by the procedure: 待人工处理
			case i.Kind != "nobody":
				w.fault("case %s in %s stopped: %s: %s", item.Case, item.State.ID, i.Kind, i.Reason)
			case !w.fill(item.Unit, item.Case):
				w.rep.Stopped[item.Process.ID+" "+item.State.ID+": "+i.Reason] = true
			}
		}
	}
}

// fill names somebody of the unit for a post that stood vacant when the walk began, and reports whether there was one. Where
// whoever was named must keep out of the case, another colleague takes the post at the next sweep.
func (w *Walk) fill(unit named, caseID string) bool {
	var posts struct{ Items []post }
	w.get(w.admin, "/admin/posts?unit="+url.QueryEscape(unit.ID), &posts)
	for _, p := range posts.Items {
		key := p.Role + " " + p.Unit
		if p.Holder != nil && !w.vacant[key] {
			continue
		}
		w.vacant[key] = true
		candidates := w.colleagues(unit.Name, p.Holder)
		if len(candidates) == 0 {
			return false
		}
		after := candidates[w.rng.IntN(len(candidates))]
		change := map[string]any{"role": p.Role, "unit": p.Unit, "after": after.ID}
		if p.Holder != nil {
			change["before"] = p.Holder.ID
		}
		a := w.ask(w.admin, http.MethodPut, "/admin/posts", change)
		if a.status != http.StatusOK {
			w.fault("%s: %d %s", a.what, a.status, a.body)
			return true
		}
		w.rep.Vacant = append(w.rep.Vacant, fmt.Sprintf("%s %s (case %s): now %s", p.Name, p.Role, caseID, after.Username))
		return true
	}
	return false
}

func (w *Walk) colleagues(unit string, but *named) []*person {
	var list []*person
	for _, p := range w.people {
		if p.Unit == unit && (but == nil || p.ID != but.ID) {
			list = append(list, p)
		}
	}
	return list
}

package walker

import (
	"slices"
	"strings"
	"time"

	"dandang/engine/scenario"
)

// translate makes a value of this case of one in a story: its people are people here with the same posts, its units are
// theirs, and its dates lie as far from today as they did there. It fails for what has no counterpart.
func (w *Walk) translate(p *person, t *track, f *field, of example) (any, bool) {
	switch f.Type {
	case "person":
		name, ok := of.value.(string)
		if !ok {
			return nil, false
		}
		return w.playedBy(t, of, name)
	case "party":
		return w.party(t, of)
	case "persons":
		list, ok := of.value.([]any)
		var out []any
		for _, v := range list {
			name, _ := v.(string)
			id, found := w.playedBy(t, of, name)
			if ok = ok && found; !ok {
				return nil, false
			}
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
		return out, len(out) > 0
	case "unit":
		name, ok := of.value.(string)
		if !ok {
			return nil, false
		}
		w.bind(t, of.story)
		id := w.unitID(w.unitFor(t, name))
		return id, id != ""
	case "date":
		text, ok := of.value.(string)
		if !ok {
			return nil, false
		}
		return w.near(t, text, of), true
	case "files":
		id, err := w.file(p, t)
		return []any{map[string]any{"id": id}}, err == nil
	case "table":
		return w.rowsOf(p, t, f, of)
	default:
		return of.value, true
	}
}

// near is a date as far from today as it was from the story's day. Some cases take the story's own dates.
func (w *Walk) near(t *track, text string, of example) string {
	d, err := time.Parse(time.DateOnly, text)
	day, dayErr := time.Parse(time.DateOnly, string(of.step.Day))
	if err != nil || dayErr != nil || t.literal {
		return text
	}
	today, _ := time.Parse(time.DateOnly, w.today())
	return today.Add(d.Sub(day)).Format(time.DateOnly)
}

func (w *Walk) rowsOf(p *person, t *track, f *field, of example) (any, bool) {
	list, ok := of.value.([]any)
	rows := []any{}
	for _, v := range list {
		from, isRow := v.(map[string]any)
		ok = ok && isRow
		row := map[string]any{}
		for i := range f.Columns {
			col := &f.Columns[i]
			cell, has := from[col.ID]
			if !has {
				continue
			}
			wire, fits := w.translate(p, t, col, example{of.story, of.step, cell})
			ok = ok && fits
			row[col.ID] = wire
		}
		rows = append(rows, row)
	}
	return rows, ok && len(rows) > 0
}

// party is somebody of the directory, or an outsider with the particulars that the story gives.
func (w *Walk) party(t *track, of example) (any, bool) {
	switch v := of.value.(type) {
	case string:
		return w.playedBy(t, of, v)
	case map[string]any:
		return v, true
	default:
		return nil, false
	}
}

// bind lets the initiator play whoever opens the case in a story, so that the story's first unit is his.
func (w *Walk) bind(t *track, story *scenario.Story) {
	first := story.Steps[0].As
	if t.initiator == nil || t.cast[first] != nil {
		return
	}
	t.units[story.Cast[first].Unit] = t.initiator.Unit
	w.give(t, first, story.Cast[first].Unit, t.initiator)
}

// playedBy is the id of whoever plays a part of the story in this case.
func (w *Walk) playedBy(t *track, of example, name string) (any, bool) {
	p := w.player(t, of, name)
	if p == nil {
		return nil, false
	}
	return p.ID, true
}

// player casts a part: somebody with the posts of the story's person, from the unit that stands for his, whom no other
// part of this case has taken.
func (w *Walk) player(t *track, of example, name string) *person {
	w.bind(t, of.story)
	if p := t.cast[name]; p != nil {
		return p
	}
	member, known := of.story.Cast[name]
	if !known {
		return nil
	}
	unit := t.units[member.Unit]
	if unit == "" && len(member.Roles) == 0 {
		unit = w.likeUnit(member.Unit)
	}
	found := w.audition(t, unit, member.Roles)
	if found == nil {
		return nil
	}
	p := w.activate(*found)
	w.give(t, name, member.Unit, p)
	return p
}

// audition finds somebody for a part: with the posts and in the unit, else with the posts elsewhere, or in the unit
// without them where the part asks for none; where nobody has all the posts, with one of them. Of several, one who has
// played least.
func (w *Walk) audition(t *track, unit string, roles []string) *account {
	var best *account
	most := 0.0
	for i := range w.accounts {
		a := &w.accounts[i]
		like, here := playsLike(a.Posts, roles, t.dom), unit == "" || a.Unit == unit
		some := slices.ContainsFunc(roles, func(role string) bool { return slices.Contains(a.Posts, role) })
		if t.taken[a.ID] || !like && !some && (len(roles) > 0 || !here || unit == "") {
			continue
		}
		score := (0.5 + w.rng.Float64()) / float64(1+w.played[a.ID])
		if here {
			score += 10
		}
		switch {
		case like && len(roles) > 0:
			score += 20
		case like:
			score += 5
		}
		if score > most {
			best, most = a, score
		}
	}
	return best
}

// give lets somebody play a part in a case.
func (w *Walk) give(t *track, name, unit string, p *person) {
	t.cast[name], t.taken[p.ID] = p, true
	w.played[p.ID]++
	if t.units[unit] == "" {
		t.units[unit] = p.Unit
	}
}

// playsLike: somebody has all the posts that a part asks for; who plays a part without a post has none of the procedure.
func playsLike(posts, wanted []string, d *domain) bool {
	if len(wanted) == 0 {
		return !slices.ContainsFunc(posts, func(post string) bool { return d.Definition.Role(post) != nil })
	}
	for _, role := range wanted {
		if !slices.Contains(posts, role) {
			return false
		}
	}
	return true
}

// unitFor is the name of the unit here that stands for one of the story.
func (w *Walk) unitFor(t *track, name string) string {
	if t.units[name] == "" {
		t.units[name] = w.likeUnit(name)
	}
	return t.units[name]
}

// likeUnit is the unit whose name has most in common with a story's; "" when none has three letters.
func (w *Walk) likeUnit(name string) string {
	best, found := 2, ""
	for _, u := range w.units {
		if n := common([]rune(name), []rune(u.Name)); n > best {
			best, found = n, u.Name
		}
	}
	return found
}

// common is the length of the longest run of letters that both have.
func common(a, b []rune) int {
	best := 0
	for i := range a {
		for j := i + 1; j <= len(a) && j-i <= len(b); j++ {
			if strings.Contains(string(b), string(a[i:j])) {
				best = max(best, j-i)
			}
		}
	}
	return best
}

func (w *Walk) unitID(name string) string {
	for _, u := range w.units {
		if u.Name == name {
			return u.ID
		}
	}
	return ""
}

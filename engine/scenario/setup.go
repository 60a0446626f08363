package scenario

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"dandang/engine/directory"
	"dandang/engine/workday"
)

// setupKeys are the keys of a world, in base and in each scenario.
var setupKeys = []string{"at", "calendar", "units", "people", "kin", "leave", "budget", "values", "routes"}

// setup is what a world begins with, or what a scenario or a change adds to it: people and units replace those of the same
// id, and a person who is given posts has those and no others.
type setup struct {
	at      int64 // Unix ms, 0 when not said
	units   []directory.Unit
	people  []directory.Person
	posts   map[directory.PersonID][]directory.Post // nil entry: untouched
	kin     []directory.Kin
	leaves  []directory.Leave
	backs   []string // who is back before the last day of his leave
	years   []workday.Year
	days    []workday.Day
	budgets []pair
	values  map[string][]pair
	routes  map[string][]step
}

const clockLayout = "2006-01-02 15:04"

func (r *reader) setup(m map[string]*node) setup {
	s := setup{posts: map[directory.PersonID][]directory.Post{}, values: map[string][]pair{}, routes: map[string][]step{}}
	if n := m["at"]; !n.empty() {
		s.at = r.instant(n, r.str(n))
	}
	for i, p := range m["units"].pairs() {
		s.units = append(s.units, r.unit(i, p))
	}
	for i, p := range m["people"].pairs() {
		r.person(&s, i, p)
	}
	for _, n := range r.items(m["kin"]) {
		if k := r.strs(n); len(k) == 3 {
			s.kin = append(s.kin, directory.Kin{A: k[0], B: k[1], Relation: k[2]})
		} else {
			r.say(n, "亲属要写成 [甲, 乙, 关系]")
		}
	}
	for _, n := range r.items(m["leave"]) {
		e := r.keyed(n, "who", "from", "until", "delegate", "reason", "process")
		s.leaves = append(s.leaves, directory.Leave{
			Person: r.str(e["who"]), From: r.str(e["from"]), Until: r.str(e["until"]), Delegate: r.str(e["delegate"]), Reason: r.str(e["reason"]),
			Processes: r.strs(e["process"]),
		})
	}
	s.backs = r.strs(m["returned"])
	r.calendar(&s, m["calendar"])
	s.budgets = m["budget"].pairs()
	for _, p := range m["values"].pairs() {
		s.values[p.key] = p.val.pairs()
	}
	for _, p := range m["routes"].pairs() {
		s.routes[p.key] = r.steps(p.val)
	}
	return s
}

// instant reads "2026-09-01 09:00" or a date, which means nine in the morning.
func (r *reader) instant(n *node, text string) int64 {
	text = strings.TrimSpace(text)
	if workday.Date(text).Valid() {
		text += " 09:00"
	}
	t, err := time.ParseInLocation(clockLayout, text, workday.Zone())
	if err != nil {
		r.say(n, "时间“%s”看不懂,请写成“2026-09-01 09:00”或“2026-09-01”", text)
		return 0
	}
	return t.UnixMilli()
}

func (r *reader) unit(i int, p pair) directory.Unit {
	m := r.keyed(p.val, "name", "parent", "level", "order", "superior")
	u := directory.Unit{ID: p.key, Name: r.str(m["name"]), Parent: r.str(m["parent"]), Level: value(r.str(m["level"])), Order: r.num(m["order"], i), Superior: r.str(m["superior"])}
	if u.Name == "" {
		u.Name = p.key
	}
	if u.Level == "" {
		u.Level = directory.LevelDept
	}
	return u
}

// person reads one person: 张三: {所在单位: 卫健局, 岗位: [单位经办人, {角色: 督办员, 所在单位: 市委}]}.
func (r *reader) person(s *setup, order int, p pair) {
	m := r.keyed(p.val, "name", "unit", "posts", "title", "active", "attrs", "order")
	person := directory.Person{
		ID: p.key, Name: r.str(m["name"]), Unit: r.str(m["unit"]), Title: r.str(m["title"]), Order: r.num(m["order"], order), Active: r.yes(m["active"], true),
	}
	if person.Name == "" {
		person.Name = p.key
	}
	for _, a := range m["attrs"].pairs() {
		if person.Attrs == nil {
			person.Attrs = map[string]string{}
		}
		person.Attrs[a.key] = r.str(a.val)
	}
	s.people = append(s.people, person)
	if m["posts"] == nil {
		return
	}
	posts := []directory.Post{}
	for _, n := range r.items(m["posts"]) {
		post := directory.Post{Person: person.ID}
		if n.shape == scalar {
			post.Role = n.text
		} else {
			e := r.keyed(n, "role", "unit", "from", "until")
			post.Role, post.Unit, post.From, post.Until = r.str(e["role"]), r.str(e["unit"]), r.str(e["from"]), r.str(e["until"])
		}
		posts = append(posts, post)
	}
	s.posts[person.ID] = posts
}

// calendar reads years ({2026: {来源: …, 放假: [...], 补班: [...]}}) and 本地调整.
func (r *reader) calendar(s *setup, n *node) {
	for _, p := range n.pairs() {
		if english(p.key) == "local" {
			for _, d := range r.items(p.val) {
				e := r.keyed(d, "at", "work", "source")
				s.days = append(s.days, workday.Day{Date: workday.Date(r.str(e["at"])), Work: r.yes(e["work"], false), Source: r.str(e["source"]), Local: true})
			}
			continue
		}
		m := r.keyed(p.val, "source", "off", "makeup")
		year := workday.Year{Year: r.num(&node{text: p.key, line: p.val.line, col: p.val.col}, 0), Source: r.str(m["source"])}
		for _, d := range r.strs(m["off"]) {
			year.Off = append(year.Off, workday.Date(d))
		}
		for _, d := range r.strs(m["makeup"]) {
			year.Makeup = append(year.Makeup, workday.Date(d))
		}
		year.Published = year.Source != ""
		s.years = append(s.years, year)
	}
}

// with is s with what more adds or replaces. Neither is changed.
func (s setup) with(more setup) setup {
	out := s
	if more.at != 0 {
		out.at = more.at
	}
	out.units = replace(s.units, more.units, func(u directory.Unit) string { return u.ID })
	out.people = s.mergePeople(more)
	out.posts = map[directory.PersonID][]directory.Post{}
	for _, from := range []setup{s, more} {
		for id, posts := range from.posts {
			out.posts[id] = posts
		}
	}
	out.kin = append(append([]directory.Kin{}, s.kin...), more.kin...)
	out.leaves = append([]directory.Leave{}, s.leaves...)
	for i := range out.leaves {
		if slices.Contains(more.backs, out.leaves[i].Person) {
			out.leaves[i].Ended = 1
		}
	}
	out.leaves = append(out.leaves, more.leaves...)
	out.years = replace(s.years, more.years, func(y workday.Year) string { return strconv.Itoa(y.Year) })
	out.days = append(append([]workday.Day{}, s.days...), more.days...)
	out.budgets = append(append([]pair{}, s.budgets...), more.budgets...)
	out.values, out.routes = map[string][]pair{}, map[string][]step{}
	for _, from := range []setup{s, more} {
		for k, v := range from.values {
			out.values[k] = v
		}
		for k, v := range from.routes {
			out.routes[k] = v
		}
	}
	return out
}

// mergePeople keeps the unit and title of somebody who is mentioned again without them.
func (s setup) mergePeople(more setup) []directory.Person {
	changed := make([]directory.Person, len(more.people))
	for i, p := range more.people {
		for _, old := range s.people {
			if old.ID == p.ID {
				if p.Unit == "" {
					p.Unit = old.Unit
				}
				if p.Title == "" {
					p.Title = old.Title
				}
				if p.Attrs == nil {
					p.Attrs = old.Attrs
				}
				p.Order = old.Order
			}
		}
		changed[i] = p
	}
	return replace(s.people, changed, func(p directory.Person) string { return p.ID })
}

// replace is old with the items of more put in the place of those of the same key, or after them.
func replace[T any](old, more []T, key func(T) string) []T {
	out := append([]T{}, old...)
next:
	for _, m := range more {
		for i := range out {
			if key(out[i]) == key(m) {
				out[i] = m
				continue next
			}
		}
		out = append(out, m)
	}
	return out
}

// book builds the directory.
func (s setup) book(revision int64) (*directory.Book, []error) {
	var posts []directory.Post
	for _, p := range s.people {
		for _, post := range s.posts[p.ID] {
			if post.Unit == "" {
				post.Unit = p.Unit
			}
			posts = append(posts, post)
		}
	}
	return directory.NewBook(revision, s.units, s.people, posts, s.kin, s.leaves)
}

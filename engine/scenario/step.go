package scenario

import (
	"strings"

	"dandang/engine"
	"dandang/engine/workday"
)

// stepKind tells what a step does.
type stepKind int

const (
	stepAct       stepKind = iota // somebody does something
	stepWait                      // the clock moves
	stepExpect                    // something must be so
	stepBudget                    // a budget is set
	stepChange                    // the directory or the calendar changes
	stepTogether                  // several act at once
	stepRoute                     // a named list of steps
	stepLink                      // a linked case whose procedure the file does not have ends
	stepStanding                  // somebody asks for a person's standing
	stepIntervene                 // 特殊处置
	stepHandover                  // 离岗移交
	stepBatch                     // somebody does several turns in one request
	stepGather                    // a meeting on several cases
	stepPublish                   // a changed text of the procedure is published
)

// step is one line of a story.
type step struct {
	kind stepKind
	line int

	as, do, cast, opinion, to, group, key, caseName, start, into, link, ends string
	people                                                                   []string
	place, mode                                                              string
	items, using                                                             []string
	with                                                                     []pair
	meeting                                                                  *node
	stale                                                                    bool
	nth                                                                      int // in a batch, from 1
	refused                                                                  *refused
	paper                                                                    *paperStep // an act on a document
	unseal, because                                                          string     // a sealed field is opened, and why
	says                                                                     []string   // what the opened value must contain
	standing, purpose, result                                                string     // of a query of standing

	intervene, handover, who string // of 特殊处置 and 移交

	signed, signedOn string // of 代录: who signed the paper, and when
	scan             *node
	suggest          []pair // with a proposal
	agenda           *agendaStep

	wait      workday.Duration
	waitUntil int64
	expect    map[string]*node
	budgets   []pair
	change    setup
	together  []step
	succeed   int
	route     string
	edits     [][2]string // old and new wording
}

// refused is what a refusal must be: a code, words that the detail or a field's message contains, fields named.
type refused struct {
	code   engine.Code
	says   []string
	fields []string
}

var actKeys = []string{
	"as", "do", "unseal", "because", "says", "cast", "with", "using", "opinion", "items", "to", "meeting", "case", "group",
	"key", "stale", "start", "refused", "note", "into", "give", "place", "mode", "documents", "shows", "receiver", "served_on", "proof", "reissue",
	"signed", "scan", "signed_on", "suggest",
}

func (r *reader) steps(n *node) []step {
	var out []step
	for _, item := range r.items(n) {
		out = append(out, r.step(item))
	}
	return out
}

func (r *reader) step(n *node) step {
	m := r.keyed(n, append(append([]string{"wait", "wait_until", "expect", "budget", "change", "together", "succeed", "route", "publish", "links", "ends", "brings", "batch", "intervene", "handover", "who", "standing", "purpose", "outcome"}, actKeys...), agendaKeys...)...)
	s := step{line: n.line, caseName: r.str(m["case"])}
	heads := 0
	for _, head := range []string{"as", "wait", "wait_until", "expect", "budget", "change", "together", "route", "publish", "links"} {
		if m[head] != nil {
			heads++
		}
	}
	if m["standing"] != nil && heads == 1 && m["as"] != nil {
		s.kind, s.as, s.standing, s.purpose = stepStanding, r.str(m["as"]), r.str(m["standing"]), r.str(m["purpose"])
		s.result, s.refused = r.str(m["outcome"]), r.refused(m["refused"])
		return s
	}
	if a := r.meetingStep(m); a != nil && heads == 1 && m["as"] != nil {
		s.kind, s.as, s.agenda, s.refused = stepGather, r.str(m["as"]), a, r.refused(m["refused"])
		return s
	}
	if m["batch"] != nil && heads == 1 && m["as"] != nil {
		s.kind, s.as, s.together = stepBatch, r.str(m["as"]), r.batch(m["batch"], m["as"])
		return s
	}
	if (m["intervene"] != nil || m["handover"] != nil) && heads == 1 && m["as"] != nil {
		r.special(&s, m)
		return s
	}
	if heads != 1 {
		r.say(n, "每一步只写一件事:以……做……、等待、等到、期望、预算、变动、同时、照办、发布")
		return s
	}
	switch {
	case m["as"] != nil:
		r.act(&s, n, m)
	case m["wait"] != nil:
		s.kind = stepWait
		d, err := workday.ParseDuration(r.str(m["wait"]))
		if err != nil {
			r.say(m["wait"], "%s", err.Error())
		}
		s.wait = d
	case m["wait_until"] != nil:
		s.kind, s.waitUntil = stepWait, r.instant(m["wait_until"], r.str(m["wait_until"]))
	case m["expect"] != nil:
		s.kind, s.expect = stepExpect, r.keyed(m["expect"], append([]string{"case"}, expectKeys...)...)
		if named := r.str(s.expect["case"]); named != "" {
			s.caseName = named
		}
	case m["budget"] != nil:
		s.kind, s.budgets = stepBudget, m["budget"].pairs()
	case m["change"] != nil:
		s.kind, s.change = stepChange, r.setup(r.keyed(m["change"], "people", "units", "kin", "leave", "calendar", "returned"))
		s.refused = r.refused(m["refused"])
	case m["together"] != nil:
		s.kind, s.together, s.succeed = stepTogether, r.steps(m["together"]), r.num(m["succeed"], -1)
		s.refused = r.refused(m["refused"])
	case m["publish"] != nil:
		s.kind = stepPublish
		for _, item := range r.items(m["publish"]) {
			e := r.keyed(item, "old", "new")
			s.edits = append(s.edits, [2]string{r.str(e["old"]), r.str(e["new"])})
		}
	case m["links"] != nil:
		s.kind, s.link, s.ends, s.with = stepLink, r.str(m["links"]), r.str(m["ends"]), m["brings"].pairs()
		if s.ends == "" {
			r.say(n, "请写明“%s”怎样办结,如 {关联: %s, 办结: 维持}", s.link, s.link)
		}
	case m["route"] != nil:
		s.kind, s.route = stepRoute, r.str(m["route"])
	}
	return s
}

// special reads 特殊处置 and 移交.
func (r *reader) special(s *step, m map[string]*node) {
	s.kind, s.as, s.intervene, s.handover = stepIntervene, r.str(m["as"]), r.str(m["intervene"]), r.str(m["handover"])
	if s.handover != "" {
		s.kind = stepHandover
	}
	s.to, s.who, s.group, s.opinion = r.str(m["to"]), r.str(m["who"]), r.str(m["group"]), r.str(m["opinion"])
	s.succeed, s.refused = r.num(m["succeed"], -1), r.refused(m["refused"])
}

// batch reads the items of 批量: each is an act of the one person, with what it may be refused for.
func (r *reader) batch(n, as *node) []step {
	var out []step
	for _, item := range r.items(n) {
		if item.shape == mapping {
			item.keys = append(item.keys, &node{text: "as", line: item.line, col: item.col})
			item.vals = append(item.vals, as)
		}
		out = append(out, r.step(item))
	}
	return out
}

func (r *reader) act(s *step, n *node, m map[string]*node) {
	s.into = r.str(m["into"])
	s.as, s.do, s.opinion, s.to = r.str(m["as"]), r.str(m["do"]), r.str(m["opinion"]), r.str(m["to"])
	s.cast = r.str(m["cast"])
	s.people, s.place, s.mode = r.strs(m["give"]), signWord(r.str(m["place"])), signWord(r.str(m["mode"]))
	s.group, s.key, s.start = r.str(m["group"]), r.str(m["key"]), r.str(m["start"])
	s.items, s.using = r.strs(m["items"]), r.strs(m["using"])
	s.with, s.meeting = m["with"].pairs(), m["meeting"]
	s.stale = r.yes(m["stale"], false)
	s.paper, s.signed, s.signedOn, s.scan = r.paper(m), r.str(m["signed"]), r.str(m["signed_on"]), m["scan"]
	s.suggest = m["suggest"].pairs()
	s.refused = r.refused(m["refused"])
	if s.unseal, s.because, s.says = r.str(m["unseal"]), r.str(m["because"]), r.strs(m["says"]); s.unseal != "" {
		return
	}
	switch {
	case s.do == "" && s.cast == "":
		r.say(n, "这一步没有写做什么,请补上“做:”")
	case s.do != "" && s.cast != "":
		r.say(n, "“做”和“投”只写一个")
	}
}

// refused reads 被拒: a code of the engine, a word of the detail, or {代码, 含, 字段}.
func (r *reader) refused(n *node) *refused {
	switch {
	case n.empty():
		return nil
	case n.shape == mapping:
		m := r.keyed(n, "code", "says", "fields")
		return &refused{code: engine.Code(r.str(m["code"])), says: r.strs(m["says"]), fields: r.strs(m["fields"])}
	case strings.Trim(n.text, "abcdefghijklmnopqrstuvwxyz_") == "":
		return &refused{code: engine.Code(n.text)}
	default:
		return &refused{says: []string{n.text}}
	}
}

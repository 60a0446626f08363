package main

import (
	"context"
	"slices"
	"strings"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
)

// turn is what waits in the demo for somebody: whom to sign in as, and at which stage of whose case.
type turn struct {
	who, post, state string
}

// guide says of one procedure of the demo whom to sign in as: who files its cases, and for whom they wait.
type guide struct {
	name   string
	cases  int
	filers []string
	turns  []turn
}

// demoGuides looks up, procedure by procedure, who has filed cases and whose turn it is. It reads what is there, so it is
// right after a restart too.
func (srv *server) demoGuides(ctx context.Context) ([]guide, error) {
	defs, err := srv.engine.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	book, err := srv.db.Book(ctx)
	if err != nil {
		return nil, err
	}
	var list []guide
	for _, d := range defs {
		cases, err := srv.db.Cases(ctx, engine.CaseQuery{Process: d.Key, Limit: 50})
		if err != nil {
			return nil, err
		}
		g := guide{name: d.Name, cases: len(cases)}
		for i := range cases {
			if err := srv.guideCase(ctx, &g, d, book, &cases[i]); err != nil {
				return nil, err
			}
		}
		slices.Sort(g.filers)
		g.filers = slices.Compact(g.filers)
		list = append(list, g)
	}
	return list, nil
}

// guideCase adds a case's filer, and the first person whose turn it is, one for each stage.
func (srv *server) guideCase(ctx context.Context, g *guide, d *process.Definition, book *directory.Book, c *engine.Case) error {
	g.filers = append(g.filers, srv.login(book, c.Initiator))
	tasks, err := srv.db.AllTasks(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if t.Status != engine.TaskOpen || len(t.Candidates) == 0 {
			continue
		}
		state := c.State
		if s := d.State(state); s != nil {
			state = s.Name
		}
		if slices.ContainsFunc(g.turns, func(w turn) bool { return w.state == state }) {
			continue
		}
		p, _ := book.Person(t.Candidates[0])
		g.turns = append(g.turns, turn{who: srv.login(book, p.ID), post: p.Title, state: state})
	}
	return nil
}

// login is the account's name and the person's.
func (srv *server) login(book *directory.Book, id engine.PersonID) string {
	p, ok := book.Person(id)
	if !ok {
		return id
	}
	for _, a := range srv.demo.Accounts {
		if a.ID == id {
			return a.Username + "(" + p.Name + ")"
		}
	}
	return p.Name
}

// sayGuides prints whom to sign in as, procedure by procedure.
func (a *app) sayGuides(list []guide) {
	a.say("各项流程的演示办件,以及以谁登录看得到:\n")
	for _, g := range list {
		if g.cases == 0 {
			a.say("  %s:没有演示办件\n", g.name)
			continue
		}
		a.say("  %s(%d件):经办、发起 %s\n", g.name, g.cases, strings.Join(g.filers, "、"))
		for _, w := range g.turns {
			a.say("    待办:%s,%s:在“%s”\n", w.who, w.post, w.state)
		}
	}
}

package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/guard"
	"dandang/engine/process"
)

// The parts of an owner's page that are taken from the procedure stand between these lines; the rest is written by hand.
const (
	rolesFrom, rolesTo   = "<!-- 角色:由流程生成 -->", "<!-- 角色:完 -->"
	paramsFrom, paramsTo = "<!-- 参数:由流程生成 -->", "<!-- 参数:完 -->"
)

var ownersHeadings = []string{"## 这个流程做什么", "## 谁来办", "## 可以改什么、在哪里改", "## 参数", "## 不能改的", "## 怎样检查、试跑、发布"}

// Every procedure has a page for its owner. What it says of roles and params is what the procedure says.
func TestOwners_PagesSayWhatTheProceduresSay(t *testing.T) {
	for _, d := range definitions(t) {
		file := "docs/owners/" + d.Key + ".md"
		src, err := os.ReadFile(file)
		require.NoError(t, err, "the owner of %s has no page", d.Key)
		page := string(src)
		require.True(t, strings.HasPrefix(page, "# "+d.Name+"\n"), file)
		for _, heading := range ownersHeadings {
			require.Contains(t, page, "\n"+heading+"\n", file)
		}
		page = between(t, page, rolesFrom, rolesTo, rolesTable(d))
		sameFile(t, file, between(t, page, paramsFrom, paramsTo, paramsTable(d)))
	}
}

// between puts what is generated between two lines of a page.
func between(t *testing.T, page, from, to, generated string) string {
	t.Helper()
	before, rest, found := strings.Cut(page, from+"\n")
	require.True(t, found, "no line %s", from)
	_, after, found := strings.Cut(rest, to)
	require.True(t, found, "no line %s", to)
	return before + from + "\n" + generated + to + after
}

func rolesTable(d definition) string {
	scopes := map[string]string{"unit": "本单位", "ancestors": "本单位或上级", "level": "本级", "city": "全市"}
	var b strings.Builder
	b.WriteString("| 角色 | 范围 | 办理的环节 | 此外 |\n|---|---|---|---|\n")
	for i := range d.Roles {
		r := &d.Roles[i]
		besides := besidesOf(d.Definition, r.ID)
		if r.ID == d.Owner {
			besides = append(besides, "维护规则，不办件")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.Name, scopes[r.Scope],
			strings.Join(statesOf(d.Definition, r.ID), "、"), strings.Join(besides, "；"))
	}
	return b.String()
}

// statesOf names the states whose tasks a role may hold.
func statesOf(d *process.Definition, role string) []string {
	var names []string
	for i := range d.States {
		s := &d.States[i]
		for j := range s.Tasks {
			holds := slices.ContainsFunc(s.Tasks[j].For, func(w process.Who) bool { return w.Role == role })
			if holds && !slices.Contains(names, s.Name) {
				names = append(names, s.Name)
			}
		}
	}
	return names
}

// besidesOf says what a role does that is no task of its own: opening cases, records of meetings, extensions, single acts.
func besidesOf(d *process.Definition, role string) []string {
	var list []string
	add := func(who []process.Who, format string, args ...any) {
		what := fmt.Sprintf(format, args...)
		if slices.ContainsFunc(who, func(w process.Who) bool { return w.Role == role }) && !slices.Contains(list, what) {
			list = append(list, what)
		}
	}
	for i := range d.Starts {
		how := "发起(%s)"
		if d.Starts[i].Linked {
			how = "由他的动作从原办件启动(%s)"
		}
		add(d.Starts[i].By, how, d.State(d.Starts[i].State).Name)
	}
	for i := range d.States {
		s := &d.States[i]
		for j := range s.Tasks {
			if v := s.Tasks[j].Vote; v != nil {
				add(v.Recorder, "登记%s的会议", s.Name)
				add(v.Confirm, "确认%s的会议", s.Name)
			}
			if e := s.Tasks[j].Extend; e != nil {
				add(e.By, "批准%s延期", s.Name)
			}
			for k := range s.Tasks[j].Overdue {
				if step := &s.Tasks[j].Overdue[k]; step.Kind == "incident" {
					add(step.By, "%s逾期时选择怎么办", s.Name)
				} else {
					add(step.By, "收逾期的%s", map[string]string{"escalate": "上报", "copy": "抄送"}[step.Kind])
				}
			}
		}
		for j := range s.On {
			add(s.On[j].By, "在%s%s", s.Name, s.On[j].Name)
		}
	}
	for i := range d.Everywhere {
		add(d.Everywhere[i].By, "%s", d.Everywhere[i].Name)
	}
	return list
}

func paramsTable(d definition) string {
	var b strings.Builder
	unconfirmed := 0
	b.WriteString("| 参数 | 现值 | 来源 | 已确认 | 用在哪里 |\n|---|---|---|---|---|\n")
	for i := range d.Params {
		p := &d.Params[i]
		value, confirmed := p.Duration.Chinese(), "是"
		if p.Value != nil {
			value = p.Value.String()
			if p.Type.Kind == guard.Money {
				value += "元"
			}
		}
		if !p.Confirmed {
			unconfirmed++
			confirmed = "**待确认**"
		}
		uses := strings.Join(usesOf(d.Definition, p.ID), "、")
		if uses == "" {
			uses = "条件、判定表或文书"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", p.ID, value, strings.ReplaceAll(p.Source, "|", "／"), confirmed, uses)
	}
	fmt.Fprintf(&b, "\n共%d个参数，%d个待确认。\n", len(d.Params), unconfirmed)
	return b.String()
}

// usesOf says which limits a param is.
func usesOf(d *process.Definition, param string) []string {
	var uses []string
	add := func(l *process.Limit, what string) {
		if l != nil && l.Param == param && !slices.Contains(uses, what) {
			uses = append(uses, what)
		}
	}
	add(d.Deadline, "总时限")
	for i := range d.States {
		s := &d.States[i]
		for j := range s.Tasks {
			name := s.Name
			if s.Tasks[j].Group != "" {
				name += "(" + s.Tasks[j].Group + ")"
			}
			add(s.Tasks[j].Due, name+"的期限")
			if s.Tasks[j].Extend != nil {
				add(&s.Tasks[j].Extend.Amount, name+"的延期")
			}
		}
		if s.After != nil {
			add(&s.After.Duration, s.Name+"的到期")
		}
		for j := range s.Duties {
			add(&s.Duties[j].Due, "跨环节时限“"+s.Duties[j].Name+"”")
		}
	}
	return uses
}

func TestOwners_AStalePageIsNoticed(t *testing.T) {
	t.Parallel()
	d := definitions(t)[0]
	table := paramsTable(d)
	for i := range d.Params {
		require.Contains(t, table, "| "+d.Params[i].ID+" |")
	}
	changed := *d.Definition
	changed.Params = slices.Clone(d.Params)
	changed.Params[0].Confirmed = !changed.Params[0].Confirmed
	require.NotEqual(t, table, paramsTable(definition{&changed, d.source}))
	changed.Params = slices.Clone(d.Params)
	changed.Params[0].Duration.Amount++
	require.NotEqual(t, table, paramsTable(definition{&changed, d.source}))
}

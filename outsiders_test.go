package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/process"
	"dandang/engine/scenario"
	"dandang/handlers"
)

// outsidersWords are the words that each column may hold (docs/outsiders.md). "N" stands for a number.
var outsidersWords = map[string][]string{
	"列表":   {"无", "待办N件", "待领N件", "已办N件", "待阅N件", "我的N件"},
	"检索":   {"无", "能查到"},
	"办件":   {"甲", "申请人", "办理人", "抄送", "曾办"},
	"办理记录": {"甲", "全部", "进度", "本人"},
	"文书":   {"甲", "无", "N份"},
	"公示":   {"无", "可见"},
	"通知":   {"无", "泛称", "具体"},
	"动作答复": {"甲", "可办", "不由您办理", "回避", "已办理", "其他"},
	"预测":   {"甲", "无", "只写岗位", "有人名"},
	"异常清单": {"无权", "无", "N件", "办件"},
	"影响期":  {"无权", "本人", "无登记", "有登记"},
	"选票":   {"看不到", "可见"},
	"台账":   {"无", "N本"},
}

// TestOutsiders_LearnWhatTheirTableSays asks the API, as each person of each hand-written table, everything that he could
// ask about a case, and compares with what the table says he should get.
func TestOutsiders_LearnWhatTheirTableSays(t *testing.T) {
	t.Parallel()
	tables, err := filepath.Glob("docs/outsiders/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, tables)
	calendar, err := shippedCalendar()
	require.NoError(t, err)
	defs := definitions(t)
	for _, file := range tables {
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		list, err := scenario.ReadOutsiders(file, src)
		require.NoError(t, err)
		key := strings.TrimSuffix(filepath.Base(file), ".yaml")
		i := slices.IndexFunc(defs, func(d definition) bool { return d.Key == key })
		require.GreaterOrEqual(t, i, 0, "%s is named after no procedure", file)
		for n := range list {
			table := &list[n]
			t.Run(fmt.Sprintf("%s:%d", key, table.Line), func(t *testing.T) {
				t.Parallel()
				stage, err := table.Play(t.Context(), defs[i].scenarioFile(t), calendar)
				require.NoError(t, err)
				outsidersTable(t, newStageEdge(t, stage), table)
			})
		}
	}
}

func outsidersTable(t *testing.T, e *stageEdge, table *scenario.Outsiders) {
	t.Helper()
	snap, err := e.Store.Load(t.Context(), e.Case)
	require.NoError(t, err)
	e.secret = append(slices.Clone(table.Secrets), e.Case)
	if snap.Case.Number != "" {
		e.secret = append(e.secret, snap.Case.Number)
	}
	book, err := e.Book(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, table.Rows)
	for _, row := range table.Rows {
		_, known := book.Person(row.Person)
		require.True(t, known, "line %d: nobody is called %s", row.Line, row.Person)
		for _, column := range table.Columns {
			want := row.Cells[column]
			require.Contains(t, outsidersWords, column)
			require.True(t, inVocabulary(column, want), "line %d, %s: %q is no word of docs/outsiders.md", row.Line, column, want)
			got, bodies := e.learn(row.Person, column, &snap)
			if got != want {
				t.Errorf("line %d: %s(%s) %s: want %s, got %s", row.Line, row.Person, row.About, column, want, got)
			}
			if want == "无" || want == "甲" {
				for _, s := range e.secret {
					require.NotContains(t, bodies, s, "line %d: %s(%s) %s", row.Line, row.Person, row.About, column)
				}
			}
		}
		if row.Cells["办件"] == "甲" && row.Cells["动作答复"] == "甲" {
			e.indistinguishable(row)
		}
	}
}

// inVocabulary: one or several words of the column, joined by 、.
func inVocabulary(column, cell string) bool {
	for _, part := range strings.Split(cell, "、") {
		digits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return 'N'
			}
			return r
		}, part)
		for strings.Contains(digits, "NN") {
			digits = strings.ReplaceAll(digits, "NN", "N")
		}
		if !slices.Contains(outsidersWords[column], digits) {
			return false
		}
	}
	return true
}

// learn asks one column as somebody and says it in the table's words, with all that the answers said.
func (e *stageEdge) learn(person, column string, snap *engine.Snapshot) (word, bodies string) {
	e.t.Helper()
	path := "/api/v1/cases/" + e.Case
	switch column {
	case "列表":
		return e.lists(person)
	case "检索":
		return e.search(person, snap.Case.Number)
	case "办件":
		a := e.ask(person, http.MethodGet, path, "")
		relation, _ := a.json["relation"].(string)
		return orNone(a, map[string]string{"applicant": "申请人", "participant": "办理人", "copied": "抄送", "past": "曾办"}[relation])
	case "办理记录":
		a := e.ask(person, http.MethodGet, path+"/history", "")
		return orNone(a, e.record(person, a, snap))
	case "文书":
		a := e.ask(person, http.MethodGet, path+"/documents", "")
		if len(a.items()) == 0 {
			return orNone(a, "无")
		}
		return orNone(a, fmt.Sprintf("%d份", len(a.items())))
	case "公示":
		a := e.ask(person, http.MethodGet, "/api/v1/notices", "")
		if p := snap.Case.Memo.Posted; p != nil && strings.Contains(a.text, p.ID) {
			return "可见", a.text
		}
		return "无", a.text
	case "通知":
		return e.told(person)
	case "动作答复":
		return e.acts(person, snap)
	case "预测":
		a := e.ask(person, http.MethodGet, path+"/events", "")
		ahead := e.ask(person, http.MethodGet, path+"/forecast", "")
		require.Equal(e.t, a.status, ahead.status, "%s: what may be done and what is to come are told to the same people", person)
		events, _ := a.json["events"].([]any)
		stops, _ := ahead.json["stops"].([]any)
		a.text += ahead.text
		switch {
		case len(events) == 0 && len(stops) < 2:
			return orNone(a, "无")
		case e.namesSomebody(person, a.text, snap):
			return orNone(a, "有人名")
		}
		return orNone(a, "只写岗位")
	case "异常清单":
		return e.incidents(person)
	case "影响期":
		return e.standingOf(person, snap)
	case "选票":
		return e.choicesSeen(person, snap)
	case "台账":
		return e.registers(person, snap)
	}
	return "", ""
}

// orNone is 甲 where there is no such case, else the word.
func orNone(a said, word string) (string, string) {
	switch {
	case a.status == http.StatusNotFound && a.code() == "not_found":
		return "甲", a.text
	case a.status != http.StatusOK:
		return a.text, a.text
	}
	return word, a.text
}

func (e *stageEdge) lists(person string) (string, string) {
	var words []string
	var bodies strings.Builder
	for _, box := range [][2]string{{"todo", "待办"}, {"pool", "待领"}, {"done", "已办"}, {"cc", "待阅"}, {"mine", "我的"}} {
		a := e.ask(person, http.MethodGet, "/api/v1/inbox?box="+box[0], "")
		bodies.WriteString(a.text)
		counts, _ := a.json["counts"].(map[string]any)
		n := len(a.items())
		require.Equal(e.t, fmt.Sprint(n), counts[box[0]], "%s: the count of %s differs from its lines", person, box[1])
		if n > 0 {
			words = append(words, fmt.Sprintf("%s%d件", box[1], n))
		}
	}
	if len(words) == 0 {
		return "无", bodies.String()
	}
	return strings.Join(words, "、"), bodies.String()
}

func (e *stageEdge) search(person, number string) (string, string) {
	all := e.ask(person, http.MethodGet, "/api/v1/cases", "")
	found := strings.Contains(all.text, e.Case)
	bodies := all.text
	if number != "" {
		some := e.ask(person, http.MethodGet, "/api/v1/cases?number="+url.QueryEscape(number[:len(number)/2/3*3]), "")
		require.Equal(e.t, found, strings.Contains(some.text, e.Case), "%s: search and list differ", person)
		bodies += some.text
	}
	if found {
		return "能查到", bodies
	}
	require.Empty(e.t, all.items(), person)
	return "无", bodies
}

// record says how much of the 办理记录 somebody got.
func (e *stageEdge) record(person string, a said, snap *engine.Snapshot) string {
	own, named, handled := 0, false, e.handlers(person, snap)
	for _, item := range a.items() {
		actor, _ := item.(map[string]any)["actor"].(string)
		if actor == person {
			own++
		}
		named = named || handled[actor]
	}
	switch {
	case own == len(a.items()):
		return "本人"
	case !named:
		return "进度"
	case len(a.items()) == int(snap.Case.Events):
		return "全部"
	}
	return "有人名"
}

// hadTurn: a turn of the case is or was his, so that he was rightly told of it at the time.
func (e *stageEdge) hadTurn(person string) bool {
	seats, err := e.Store.Seats(e.t.Context(), person, e.Case)
	require.NoError(e.t, err)
	turns := []engine.Box{engine.BoxTodo, engine.BoxPool, engine.BoxDone, engine.BoxGone}
	return slices.ContainsFunc(seats, func(s engine.Seat) bool { return slices.Contains(turns, s.Box) })
}

func (e *stageEdge) told(person string) (string, string) {
	messages, err := e.Store.Outbox(e.t.Context(), "", 10_000)
	require.NoError(e.t, err)
	var bodies strings.Builder
	word := "无"
	for _, m := range messages {
		if m.Case != e.Case || !slices.Contains(m.To, person) || m.Kind == engine.MessageTodo && e.hadTurn(person) {
			continue
		}
		bodies.WriteString(m.Text)
		general := strings.HasPrefix(m.Text, "您有1件") && !strings.ContainsAny(m.Text, "“〔:") || m.Text == "有1件异常"
		if general && word == "无" {
			word = "泛称"
		}
		if !general {
			word = "具体"
		}
	}
	return word, bodies.String()
}

// acts tries every event of the state. What the API says he may do is not done: it would change the case.
func (e *stageEdge) acts(person string, snap *engine.Snapshot) (string, string) {
	path := "/api/v1/cases/" + e.Case + "/events"
	open := map[string]bool{}
	offered, _ := e.ask(person, http.MethodGet, path, "").json["events"].([]any)
	for _, o := range offered {
		o, _ := o.(map[string]any)
		if allowed, _ := o["allowed"].(bool); allowed {
			event, _ := o["event"].(string)
			open[event] = true
		}
	}
	events := []string{engine.EventRecuse, engine.EventRetry, engine.EventExtend, engine.EventRecord, "没有这个动作"}
	for _, ev := range e.Definition.EventsIn(snap.Case.State) {
		events = append(events, ev.ID)
	}
	var words []string
	var bodies strings.Builder
	for _, event := range events {
		word := "可办"
		if !open[event] {
			body, err := json.Marshal(map[string]any{"event": event, "opinion": "意见"})
			require.NoError(e.t, err)
			a := e.ask(person, http.MethodPost, path, string(body))
			require.GreaterOrEqual(e.t, a.status, 300, "%s did %s, which he was told he may not", person, event)
			bodies.WriteString(a.text)
			word = map[string]string{"not_found": "甲", "forbidden": "不由您办理", "recused": "回避", "conflict": "已办理", "closed": "已办理"}[a.code()]
			if word == "" {
				word = "其他"
			}
			if e.Definition.Secrecy == process.Restricted {
				require.False(e.t, e.namesSomebody(person, a.text, snap), "%s %s: %s", person, event, a.text)
			}
		}
		if word != "其他" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	slices.SortFunc(words, func(a, b string) int {
		all := outsidersWords["动作答复"]
		return slices.Index(all, a) - slices.Index(all, b)
	})
	return strings.Join(words, "、"), bodies.String()
}

func (e *stageEdge) incidents(person string) (string, string) {
	a := e.ask(person, http.MethodGet, "/api/v1/admin/incidents", "")
	switch {
	case a.code() == "role_required":
		return "无权", a.text
	case len(a.items()) == 0:
		return "无", a.text
	case strings.Contains(a.text, e.Case):
		return "办件", a.text
	}
	n, _ := a.items()[0].(map[string]any)["count"].(float64)
	return fmt.Sprintf("%d件", int(n)), a.text
}

// indistinguishable: every route about a case answers an outsider byte for byte as it answers about a case that there is
// not, whatever he sends.
func (e *stageEdge) indistinguishable(row scenario.OutsidersRow) {
	e.t.Helper()
	const nothing = "019a0000-0000-7000-8000-00000000dead"
	bodies := []string{"", `{}`, `{"fields":{}}`, `{"event":"没有","opinion":"x"}`, `{"text":"x"}`, `{"reason":"x"}`}
	for _, ev := range e.Definition.EventsIn(e.state()) {
		bodies = append(bodies, fmt.Sprintf(`{"event":%q,"opinion":"x"}`, ev.ID))
	}
	tried := 0
	for route := range handlers.Access {
		if !strings.Contains(route.Path, "/cases/{id}") {
			continue
		}
		for _, body := range bodies {
			if route.Method == http.MethodGet && body != "" {
				continue
			}
			path := func(id string) string {
				filled := strings.ReplaceAll(route.Path, "{id}", id)
				for strings.Contains(filled, "{") {
					i, j := strings.Index(filled, "{"), strings.Index(filled, "}")
					filled = filled[:i] + nothing + filled[j+1:]
				}
				return filled
			}
			here, there := e.ask(row.Person, route.Method, path(e.Case), body), e.ask(row.Person, route.Method, path(nothing), body)
			require.Equal(e.t, there.same(nothing), here.same(e.Case), "line %d: %s(%s) tells it by %s %s %s", row.Line, row.Person, row.About, route.Method, route.Path, body)
			require.GreaterOrEqual(e.t, here.status, 400)
			tried++
		}
	}
	require.Greater(e.t, tried, 10)
}

package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

const tabled = `language: 1
process: tabled
name: 定级补助
owner: boss
roles:
  staff: {name: 职工, scope: unit}
  boss: {name: 负责人, scope: unit}
fields:
  grade: {name: 等级, type: choice, options: [甲, 乙, 丙]}
  amount: {name: 数量, type: integer, required: true}
decisions:
  cap:
    name: 上限表
    hit: unique
    rules:
      - {when: grade == "甲", give: {most: 200}}
      - {when: grade == "乙", give: {most: 100}}
start:
  draft: {by: staff}
states:
  draft:
    name: 起草
    edit: all
    on:
      submit: {name: 提交, by: initiator, when: amount <= decisions.cap.most, because: 超过上限, to: done}
  done: {name: 完成, final: 完成}
`

// A condition that rests on a decision table names what the table waits for, in the words of the form.
func TestTable_ThatGivesNothingSaysWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, map[string]string{"staff": "ann", "boss": "own"}), tabled)
	c := w.open("ann", "tabled", with("amount", int64(150)))
	w.refused(engine.EUnknown, []string{"请填写等级"}, "ann", c.ID, "submit")
	w.refused(engine.EUnknown, []string{"上限表", "没有适用的规则"}, "ann", c.ID, "submit", with("grade", "丙"))
	w.refused(engine.EGuard, []string{"超过上限"}, "ann", c.ID, "submit", with("grade", "乙"))
	c = w.do("ann", c.ID, "submit", with("grade", "甲"))
	require.Equal(t, "完成", c.Outcome)
}

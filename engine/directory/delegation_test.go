package directory_test

import (
	"testing"

	"dandang/engine/directory"

	"github.com/stretchr/testify/require"
)

func TestDelegations_OneStepOnly(t *testing.T) {
	t.Parallel()
	units := []directory.Unit{{ID: "u", Name: "局", Level: "dept"}}
	var people []directory.Person
	for _, id := range []string{"甲", "乙", "丙"} {
		people = append(people, directory.Person{ID: id, Name: id, Unit: "u", Active: true})
	}
	row := func(p, q, from, until string, processes ...string) directory.Leave {
		return directory.Leave{Person: p, Delegate: q, From: from, Until: until, Processes: processes}
	}
	over := row("甲", "乙", "2026-09-01", "2026-09-10")
	ended := over
	ended.Ended = 1
	for name, v := range map[string]struct {
		leaves []directory.Leave
		says   string
	}{
		"loop":                        {[]directory.Leave{over, row("乙", "甲", "2026-09-10", "2026-09-12")}, "不能在同一段时间互相委托"},
		"handed on":                   {[]directory.Leave{over, row("乙", "丙", "2026-09-05", "2026-09-06")}, "不得转委托"},
		"to who has handed over":      {[]directory.Leave{over, row("丙", "甲", "2026-09-05", "2026-09-06")}, "不能再受托"},
		"twice for the same":          {[]directory.Leave{over, row("甲", "丙", "2026-09-05", "2026-09-06", "p")}, "已经委托"},
		"to oneself":                  {[]directory.Leave{row("甲", "甲", "2026-09-05", "2026-09-06")}, "不能委托本人"},
		"at another time":             {[]directory.Leave{over, row("乙", "甲", "2026-09-11", "2026-09-12")}, ""},
		"for other processes":         {[]directory.Leave{row("甲", "乙", "2026-09-01", "2026-09-10", "p"), row("乙", "丙", "2026-09-01", "2026-09-10", "q")}, ""},
		"after it was taken back":     {[]directory.Leave{ended, row("乙", "甲", "2026-09-01", "2026-09-10")}, ""},
		"away without anybody to act": {[]directory.Leave{over, row("乙", "", "2026-09-01", "2026-09-10")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, faults := directory.NewBook(1, units, people, nil, nil, v.leaves)
			if v.says == "" {
				require.Empty(t, faults)
				return
			}
			require.Len(t, faults, 1)
			require.ErrorContains(t, faults[0], v.says)
		})
	}
}

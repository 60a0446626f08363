package guard_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/guard"
)

func TestMapScope_FindsAttributesOfRecords(t *testing.T) {
	t.Parallel()
	unit := guard.Type{Kind: guard.Record, Attrs: map[string]guard.Type{"level": guard.T(guard.Int)}}
	s := guard.MapScope{"cadre": {Kind: guard.Record, Attrs: map[string]guard.Type{"unit": unit}}, "amount": guard.T(guard.Money)}
	level, ok := s.Lookup("cadre.unit.level")
	require.True(t, ok)
	require.Equal(t, guard.Int, level.Kind)
	for _, path := range []string{"cadre.unit.x", "cadre.x.level", "amount.x", "x", "", "cadre.", ".cadre"} {
		_, ok := s.Lookup(path)
		require.False(t, ok, path)
	}
	require.Equal(t, []string{"amount", "cadre", "cadre.unit"}, s.Names())
}

func TestMapEnv_FindsAttributesOfRecords(t *testing.T) {
	t.Parallel()
	e := guard.MapEnv{"cadre": guard.RecordV{"unit": guard.RecordV{"level": guard.IntV(2)}, "post": nil}, "actor": nil}
	v, known := e.Value("cadre.unit.level")
	require.True(t, known)
	require.Equal(t, guard.IntV(2), v)
	for path, wantKnown := range map[string]bool{"cadre.post.rank": true, "actor.id": true, "cadre.x": false, "cadre.unit.level.x": false, "y.z": false} {
		v, known := e.Value(path)
		require.Nil(t, v, path)
		require.Equal(t, wantKnown, known, path)
	}
}

// sealedScope refuses one field with a reason of its own.
type sealedScope struct{ guard.MapScope }

func (sealedScope) Refuse(path string) (msg, hint string) {
	if path == "reporter" {
		return "密封信息“反映人”不能用在条件中", "请删去"
	}
	return "", ""
}

func TestCompile_ScopeMaySayWhyAPathIsRefused(t *testing.T) {
	t.Parallel()
	s := sealedScope{scope()}
	_, problems := guard.Compile(`reporter == "x" and reporte == "y"`, s, guard.T(guard.Bool))
	require.Equal(t, "第1列:密封信息“反映人”不能用在条件中,请删去", problems[0].String())
	require.Equal(t, "第21列:没有字段或名称“reporte”,请核对名称;如果是文字,请加英文双引号", problems[1].String())
}

func TestType_StringIsChinese(t *testing.T) {
	t.Parallel()
	require.Equal(t, "选项", guard.Choice("a").String())
	require.Equal(t, "选项列表", guard.ListOf(guard.Choice("a")).String())
	require.Equal(t, "列表", guard.T(guard.List).String())
	require.Equal(t, "金额", guard.T(guard.Money).String())
	require.Equal(t, "不明类型", guard.Kind(99).String())
	require.Equal(t, "成立 不成立 不能判断", guard.Yes.String()+" "+guard.No.String()+" "+guard.Unsure.String())
}

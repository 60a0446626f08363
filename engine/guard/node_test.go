package guard_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/guard"
)

func TestRoot_GivesAnalysisTypedLiteralsAndPaths(t *testing.T) {
	t.Parallel()
	root := mustCompile(t, `amount <= 20000 and cause not in ["其他"] and on > "2026-01-01" and previous(count) > -1`, guard.T(guard.Bool)).Root()
	require.Equal(t, guard.OpAnd, root.Op())
	require.Equal(t, guard.Bool, root.Type().Kind)
	require.Len(t, root.Args(), 4, "a and b and c and d is one operation of four")

	limit := root.Args()[0].Args()
	require.Equal(t, "amount", limit[0].Path())
	require.Nil(t, limit[0].Literal())
	require.Equal(t, guard.MoneyV(20000_00), limit[1].Literal(), "a number compared with money is money")
	require.Empty(t, limit[1].Path())

	not := root.Args()[1]
	require.Equal(t, guard.OpNot, not.Op())
	require.Equal(t, guard.OpIn, not.Args()[0].Op())
	require.Equal(t, guard.TextV("其他"), not.Args()[0].Args()[1].Args()[0].Literal())

	require.Equal(t, guard.DateV("2026-01-01"), root.Args()[2].Args()[1].Literal())
	require.Equal(t, "previous.count", root.Args()[3].Args()[0].Path())
	require.Equal(t, guard.IntV(-1), root.Args()[3].Args()[1].Literal(), "a sign belongs to its literal")

	root.Args()[0] = guard.Node{}
	require.Equal(t, guard.OpLe, root.Args()[0].Op(), "the tree cannot be changed through its arguments")
}

func TestRoot_KeepsTheShapeOfWhatWasCalculatedBeforehand(t *testing.T) {
	t.Parallel()
	e := mustCompile(t, `vote.yes / vote.cast > 1 / 2`, guard.T(guard.Bool))
	half := e.Root().Args()[1]
	require.Equal(t, guard.OpDiv, half.Op())
	require.Nil(t, half.Literal())
	require.Len(t, half.Args(), 2)
	require.Equal(t, guard.Bool, e.Type().Kind)
	require.Equal(t, `vote.yes / vote.cast > 1 / 2`, e.Root().String())
}

package guard_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/guard"
)

// The parser recurses per level and once overflowed the stack, fatally, on
// millions of parentheses; nothing that deep may reach it.
func TestCompile_RefusesDeepNestingBeforeParsing(t *testing.T) {
	t.Parallel()
	const tooDeep = "括号、条件或否定嵌套超过64层,请拆成几个条件"
	for rule, src := range map[string]string{
		"one parenthesis too many": strings.Repeat("(", 65) + "verified" + strings.Repeat(")", 65),
		"one not too many":         strings.Repeat("not ", 65) + "verified",
		"parentheses":              strings.Repeat("(", 900) + "verified" + strings.Repeat(")", 900),
		"parentheses never close":  strings.Repeat("(", 2000),
		"brackets":                 strings.Repeat("[", 500) + strings.Repeat("]", 500),
		"calls":                    strings.Repeat("len(", 400),
		"not":                      strings.Repeat("not ", 400) + "verified",
		"非":                        strings.Repeat("非 ", 400) + "verified",
		"minus":                    "count > " + strings.Repeat("-", 1000) + "1",
		"choices":                  strings.Repeat("verified ? verified : ", 80) + "verified",
		"choices in conditions":    strings.Repeat("verified ? ", 100) + "verified",
	} {
		e, problems := guard.Compile(src, scope(), guard.T(guard.Bool))
		require.Nil(t, e, rule)
		require.Len(t, problems, 1, rule)
		require.Contains(t, problems[0].String(), tooDeep, rule)
	}
}

func TestCompile_RefusesLongSourceBeforeReadingIt(t *testing.T) {
	t.Parallel()
	for _, src := range []string{strings.Repeat("(", 5_000_000), strings.Repeat("是", 2001), "verified" + strings.Repeat(" ", 1993)} {
		_, problems := guard.Compile(src, scope(), guard.T(guard.Bool))
		require.Equal(t, []guard.Problem{{Col: 2001, Len: 1, Msg: "表达式太长:最多2000个字", Hint: "请拆成几个条件"}}, problems)
	}
}

func TestCompile_RefusesOtherEncodings(t *testing.T) {
	t.Parallel()
	_, problems := guard.Compile("code == \"\xd5\xc5\"", scope(), guard.T(guard.Bool)) // GBK
	require.Equal(t, "第1列:文字编码不对,请把文件存为 UTF-8", problems[0].String())
}

func TestCompile_AcceptsWhatIsJustWithinTheLimits(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		strings.Repeat("(", 64) + "verified" + strings.Repeat(")", 64),
		strings.Repeat("not ", 64) + "verified",
		"verified" + strings.Repeat(" ", 1992),
		"verified" + strings.Repeat(" and verified", 150),
		"count > 0" + strings.Repeat("+1", 900),
	} {
		mustCompile(t, src, guard.T(guard.Bool))
	}
}

// The parser shares the middle operand of a chain; building it once per use
// would take time exponential in the nesting.
func TestCompile_NestedChainsAreNotExponential(t *testing.T) {
	t.Parallel()
	src := strings.Repeat("1 < (", 60) + "1 < 1 < 1" + strings.Repeat(") < 1", 60)
	_, problems := guard.Compile(src, scope(), guard.T(guard.Bool))
	require.Len(t, problems, 61, "every chain is reported, once")
	require.Contains(t, problems[60].String(), "不能连写比较")
}

func TestCompile_MessagesQuoteNoWholeSource(t *testing.T) {
	t.Parallel()
	_, problems := guard.Compile("count"+strings.Repeat(" + count", 200), scope(), guard.T(guard.Bool))
	require.Equal(t, "第1列:这里需要一个条件,但“count + count + count + count + count + …”是整数,请写成完整的比较,如 a == b", problems[0].String())
}

func TestEval_HugeDecimalsAreUnknownNotSlow(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("9", 40) + ".1"
	src := "score * " + big + strings.Repeat(" * "+big, 40) + " > 1"
	truth, why := mustCompile(t, src, guard.T(guard.Bool)).Test(env())
	require.Equal(t, guard.Yes, truth, why)
}

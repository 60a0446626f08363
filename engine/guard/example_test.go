package guard_test

import (
	"fmt"

	"dandang/engine/guard"
)

// A guard is compiled once against the paths it may read, and then answers for
// any case: whether it holds, and if not, why.
func Example() {
	scope := guard.MapScope{
		"amount":    guard.T(guard.Money),
		"cause":     guard.Choice("因公牺牲", "重大疾病", "其他"),
		"fund.free": guard.T(guard.Money),
	}
	e, problems := guard.Compile(`amount <= 20000 且 fund.free >= amount`, scope, guard.T(guard.Bool))
	fmt.Println(problems, e.Reads())

	label := func(path string) string {
		return map[string]string{"amount": "申请金额", "fund.free": "专项资金余额"}[path]
	}
	for _, values := range []guard.MapEnv{
		{"amount": guard.MoneyV(15000_00), "fund.free": guard.MoneyV(90000_00)},
		{"amount": guard.MoneyV(30000_00)},
		{"amount": guard.MoneyV(15000_00)},
	} {
		truth, missing := e.Test(values)
		fmt.Printf("%v %v %q\n", truth, missing, e.ExplainWith(values, label))
	}
	// Output:
	// [] [amount fund.free]
	// 成立 [] ""
	// 不成立 [] "申请金额 30000.00 不满足 <= 20000.00"
	// 不能判断 [fund.free] "缺少:专项资金余额"
}

// All problems of a source come at once, each with its column and what to write
// instead.
func ExampleCompile_problems() {
	scope := guard.MapScope{"amount": guard.T(guard.Money), "cause": guard.Choice("因公牺牲", "其他")}
	_, problems := guard.Compile(`amuont = 20000 and cause == "其它"`, scope, guard.T(guard.Bool))
	for _, p := range problems {
		fmt.Println(p)
	}
	// Output:
	// 第1列:没有字段或名称“amuont”,是不是 amount
	// 第8列:这里是一个等号“=”,判断相等请改为 ==
	// 第29列:没有选项“其它”,是不是“其他”;可选:因公牺牲、其他
}

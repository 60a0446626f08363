package main

import (
	"context"
	"fmt"
	"time"

	"dandang/engine"
	"dandang/engine/workday"
)

// The keys of the procedures that the demo has cases of.
const (
	careFundKey      = "care-fund"
	faultKey         = "fault-tolerance"
	reportKey        = "report-verification"
	titleKey         = "title-channel"
	postKey          = "post-entry"
	demoCareReturned = "困难情况"
)

// careAnswers are what handlers of the care fund enter on the way.
var careAnswers = engine.Fields{
	"困难程度": "特别困难", "核实说明": "已上门走访,情况属实。(演示)", "核定金额": "15000.00", "拟预拨金额": "5000.00",
	"不予理由": "经核实,事发时不在岗。(演示)",
}

func (srv *server) today() string { return string(workday.DateOf(srv.clock.Now())) }

func clockText(ms int64) string {
	return time.UnixMilli(ms).In(workday.Zone()).Format("2006年1月2日 15:04")
}

// illness is a cadre's own application after a serious illness; household makes it unlike the others.
func illness(cadre, applicant, household, amount string) engine.Fields {
	return engine.Fields{
		"帮扶对象": cadre, "申请人姓名": applicant, "与帮扶对象关系": "本人", "家庭标识": household, "事发时在编在岗": true,
		"致困原因": "重大疾病", "事发日期": "2026-01-15", "困难情况": "长期住院治疗,自付费用较高,家庭收入明显减少。(演示)",
		"诊断证明": nil, "费用结算单": nil, "自付费用": "86000.00", "家庭人口": int64(3), "家庭年收入": "72000.00", "申请金额": amount,
		"开户名": applicant, "开户行": "示例银行示例支行", "银行账号": "6222000000000000001",
	}
}

// with is a copy of fields with some others.
func with(fields, more engine.Fields) engine.Fields {
	out := engine.Fields{}
	for _, m := range []engine.Fields{fields, more} {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

// careCases are the care fund's: a draft, one at each of the first desks, one in need that is paid in advance, one refused.
func careCases() []demoCase {
	urgent := with(illness("heping", "何平", "DEMO-0006", "15000.00"), engine.Fields{"紧急": true, "预拨理由": "手术费急需。(演示)"})
	list := []demoCase{
		{by: "sunlixin", fields: illness("liujingyi", "柳静怡", "DEMO-0001", "10000.00")},
		{by: "sunlixin", fields: illness("heping", "何平", "DEMO-0002", "15000.00"), events: []string{"提交"}},
		{
			by: "xulihua", fields: illness("liming2", "李明", "DEMO-0003", "12000.00"), returns: demoCareReturned,
			events: []string{"提交", "退回补正"}, opinion: "请补充说明家庭收入减少的情况。(演示)",
		},
		{by: "xulihua", fields: illness("panwenbo", "潘文博", "DEMO-0004", "15000.00"), events: []string{"提交", "核实属实"}},
		{
			by: "sunlixin", fields: illness("liujingyi", "柳静怡", "DEMO-0005", "14000.00"),
			events: []string{"提交", "核实属实", engine.EventRecord, engine.EventConfirm},
		},
		{by: "sunlixin", fields: urgent, returns: "费用结算单", events: []string{"提交", "申请先拨后补"}},
		{by: "xulihua", fields: illness("panwenbo", "潘文博", "DEMO-0007", "8000.00"), events: []string{"提交", "不符合条件"}},
	}
	for i := range list {
		list[i].process, list[i].answers = careFundKey, careAnswers
		list[i].fields["事发日期"] = fmt.Sprintf("2026-01-%02d", 10+i)
	}
	return list
}

// demoCases are the cases of a fresh demo, in different states, of every procedure that is shipped.
func demoCases() []demoCase {
	return append(append(careCases(), disciplineCases()...), titleCases()...)
}

// seedCases files the demo's cases of the procedures that are in force. One that fails, as after a crash in the middle of
// seeding or under an earlier version that knows less, is logged and left out: a demonstration goes on without it.
func (srv *server) seedCases(ctx context.Context) error {
	defs, err := srv.engine.Catalogue(ctx)
	if err != nil {
		return err
	}
	inForce := map[string]bool{}
	for _, d := range defs {
		inForce[d.Key] = true
	}
	for i, c := range demoCases() {
		if !inForce[c.process] {
			continue
		}
		if err := srv.walkDemo(ctx, c); err != nil {
			if ctx.Err() != nil {
				return fmt.Errorf("demo case %d: %w", i+1, err)
			}
			srv.log.Warn("demo case left out", "case", i+1, "process", c.process, "error", err)
		}
	}
	return nil
}

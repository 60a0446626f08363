package main

import (
	"context"
	"fmt"
	"time"

	"dandang/engine"
	"dandang/engine/workday"
)

// careFundKey is the key of the care fund's definition.
const careFundKey = "care-fund"

// demoReturned is the field that a returned case of the demo must correct, by procedure.
var demoReturned = map[string]string{careFundKey: "困难情况"}

// demoAnswers are what handlers enter on the way, by procedure and field.
var demoAnswers = map[string]engine.Fields{
	careFundKey: {"困难程度": "特别困难", "核实说明": "已上门走访,情况属实。(演示)", "核定金额": "15000.00"},
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

// demoCases are the cases of a fresh demo, in different states: a handful of the care fund. A procedure gets its own by
// more lines here, with its answers above.
func demoCases() []demoCase {
	return []demoCase{
		{process: careFundKey, by: "sunlixin", fields: illness("liujingyi", "柳静怡", "DEMO-0001", "10000.00")},
		{process: careFundKey, by: "sunlixin", fields: illness("heping", "何平", "DEMO-0002", "15000.00"), events: []string{"提交"}},
		{
			process: careFundKey, by: "xulihua", fields: illness("liming2", "李明", "DEMO-0003", "12000.00"),
			events: []string{"提交", "退回补正"}, opinion: "请补充说明家庭收入减少的情况。(演示)",
		},
		{process: careFundKey, by: "xulihua", fields: illness("panwenbo", "潘文博", "DEMO-0004", "15000.00"), events: []string{"提交", "核实属实"}},
		{
			process: careFundKey, by: "sunlixin", fields: illness("liujingyi", "柳静怡", "DEMO-0005", "14000.00"),
			events: []string{"提交", "核实属实", engine.EventRecord, engine.EventConfirm},
		},
	}
}

// seedCases files the demo's cases. One that fails, as after a crash in the middle of seeding, is logged and left out: a
// demonstration goes on without it.
func (srv *server) seedCases(ctx context.Context) error {
	for i, c := range demoCases() {
		if err := srv.walkDemo(ctx, c); err != nil {
			if ctx.Err() != nil {
				return fmt.Errorf("demo case %d: %w", i+1, err)
			}
			srv.log.Warn("demo case left out", "case", i+1, "error", err)
		}
	}
	return nil
}

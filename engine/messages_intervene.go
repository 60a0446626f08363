package engine

// What interventions and hand-overs say.
var (
	msgNoIntervention  = Msg{"没有这项特殊处置,或者它已经处理、事项已到别的环节,请刷新后核对", "There is no such intervention any more"}
	msgSecondPerson    = Msg{"特殊处置须由提出人以外的另一人确认", "A second person must confirm"}
	msgOwnBenefit      = Msg{"不能把事项指定、移交给自己", "Not to oneself"}
	msgOwnerNever      = Msg{"政策维护人不办理具体事项,不能提出或确认特殊处置", "The policy owner never intervenes"}
	msgDraftNever      = Msg{"草稿尚未提交,不需要特殊处置", "A draft needs no intervention"}
	msgInterveneKind   = Msg{"请选择指定环节、指定办理人或终止办理", "Choose jump, reassign or close"}
	msgNothingDeclared = Msg{"流程没有写明可以指定进入的环节,不能这样处置", "The procedure declares no such state"}
	msgNotDeclared     = Msg{"只能指定流程写明“可指定进入”的环节:%s", "Only to states declared for it: %s"}
	msgNotFromHere     = Msg{"“%s”只能从%s指定进入,现在在“%s”", "%s can be entered only from %s, and the case is in %s"}
	msgVotePending     = Msg{"“%s”的表决尚未形成结果,不能越过", "The vote of %q has no result yet"}
	msgVoteBetween     = Msg{"不能越过“%s”的表决", "The vote of %q may not be jumped over"}
	msgProposed        = Msg{"特殊处置:提出%s", "Intervention proposed: %s"}
	msgDeclined        = Msg{"特殊处置:不予确认%s", "Intervention declined: %s"}
	msgIntervened      = Msg{"特殊处置:%s", "Intervention: %s"}
	msgAssignTask      = Msg{"请选择一项在办的任务", "Choose an open turn"}
	msgAssignVote      = Msg{"票决的成员不能另行指定", "Members of a vote are not replaced"}
	msgAssignHas       = Msg{"%s已在本环节办理或待办", "%s has a part here already"}
	msgHandRestricted  = Msg{"限制知悉的事项不随离岗移交,由承办部门另行安排", "Restricted cases are not handed over in bulk"}
	msgHandOwn         = Msg{"这是本人申请的补正事项,不移交", "The applicant's own correction is not handed over"}
	msgHandover        = Msg{"离岗移交:%s交%s", "Handed over: %s to %s"}
	msgHandTo          = Msg{"接手人须是另一位在职人员", "Name another person in office"}
)

var interventionName = map[string]Msg{
	InterveneJump:     {"指定环节“%s”", "to state %q"},
	InterveneReassign: {"指定%s办理", "to %s"},
	InterveneClose:    {"终止办理(%s)", "closed as %q"},
}

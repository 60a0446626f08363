package engine

// What is said of limits that another calendar moved.
var (
	msgRecalendar     = Msg{"工作日安排有变,重新计算时限", "The workday calendar changed: limits computed again"}
	msgDueCase        = Msg{"总时限", "total limit"}
	msgDueTask        = Msg{"“%s”办理期限", "limit of %q"}
	msgDueGroup       = Msg{"“%s”(%s)办理期限", "limit of %q (%s)"}
	msgDueAfter       = Msg{"“%s”期满", "end of %q"}
	msgDueProvisional = Msg{"%s(暂定)", "%s (provisional)"}
	msgDueMoved       = Msg{"%s:由%s改为%s", "%s: from %s to %s"}
)

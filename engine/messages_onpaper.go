package engine

// What 代录 says.
var (
	msgPaperOwn       = Msg{"本人签的请本人办理,不能由本人代录或核对", "What you signed yourself you do yourself"}
	msgPaperPart      = Msg{"您在本环节有自己的任务,不能代录、核对他人的", "You have a turn of your own here"}
	msgPaperWho       = Msg{"请选择纸质件是谁签的", "Name who signed"}
	msgPaperWhat      = Msg{"请选择签的是哪个动作", "Name what was signed"}
	msgPaperDate      = Msg{"请填写签字日期,且不能晚于今天", "Give the day of the signature, not in the future"}
	msgPaperScan      = Msg{"请上传签字纸质件的扫描件", "Attach the signed scan"}
	msgPaperNever     = Msg{"“%s”不能为%s代录:流程没有规定,或者现在不由他办理", "%q may not be entered for %s"}
	msgPaperWaits     = Msg{"%s的代录件正在等待核对,请先核对", "An entry for %s waits to be checked"}
	msgPaperNoSecond  = Msg{"没有可以核对的另一人,不能代录", "There is no second person to check it"}
	msgPaperBarred    = Msg{"%s依规不能办理该事项,不能代录", "%s may not handle this case"}
	msgPaperNotHis    = Msg{"“%s”现在不由%s办理,不能代录", "%q is not with %s now"}
	msgPaperMoved     = Msg{"代录以后内容有改动,请写明原因退回代录人", "The content changed after the entry; send it back"}
	msgPaperSame      = Msg{"代录的人不能核对自己录入的内容,须由另一人核对", "A second person must check it"}
	msgPaperEntered   = Msg{"代录%s的“%s”", "Entered for %s: %q"}
	msgPaperTold      = Msg{"%s已按纸质签批件代录您对“%s”的“%s”(签字日期%s),核对后生效。与您所签不符的,请登录系统提出异议", "%s entered for you in %q: %q, signed on %s; it takes effect once checked"}
	msgPaperValid     = Msg{"您在“%s”的“%s”(签字日期%s)已按纸质签批件核对生效。与您所签不符的,请登录系统收回或者提出异议", "In %q your %q, signed on %s, has taken effect"}
	msgPaperReturned  = Msg{"“%s”代录的%s的“%s”核对不符,没有生效。原因:%s", "In %q the entry for %s (%q) was sent back: %s"}
	msgPaperLapsed    = Msg{"“%s”代录的%s的办理没有生效:该任务已经另行办理", "In %q the entry for %s has lapsed"}
	msgPaperContested = Msg{"%s对“%s”中代录的办理提出异议,请核实。异议内容:%s", "%s contests an entry in %q: %s"}
	msgPaperNoContest = Msg{"没有为您代录、可以提出异议的办理", "Nothing was entered for you that you could contest"}
	msgPaperDraft     = Msg{"为%s建立草稿(凭签字的纸质件代录)", "Draft opened for %s"}
	msgPaperNoFields  = Msg{"建立草稿时不填内容,请上传扫描件后再代录", "Enter the content with the scan"}
	msgPaperLine      = Msg{"据%s签字的纸质件录入：代录人%s，核对人%s", "from a paper signed on %s; entered by %s, checked by %s"}
	msgPaperDisputed  = Msg{"（本人有异议）", " (contested)"}
	msgFormPaper      = Msg{"%s（据纸质签批件录入，代录人%s、核对人%s）", "%s (from paper; entered by %s, checked by %s)"}
)

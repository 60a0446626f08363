package engine

import (
	"time"

	"dandang/engine/workday"
)

// What the system says to people outside its own pages, and of messages.
var (
	msgTodo       = Msg{"您有1件待办:%s“%s”", "You have a task: %s, %q"}
	msgTodoDue    = Msg{"您有1件待办:%s“%s”,办理期限%s", "You have a task: %s, %q, due on %s"}
	msgTodoPaper  = Msg{"您有1件待办:%s的文书“%s”待%s", "You have a task: %s, document %q, to %s"}
	msgSubject    = Msg{"【担当】%s", "[Dandang] %s"}
	msgLetter     = Msg{"%s同志:\n\n%s\n%s\n本邮件由系统自动发出,请勿回复。\n", "Dear %s,\n\n%s\n%s\nThis message was sent automatically; please do not reply.\n"}
	msgLetterSite = Msg{"\n登录地址:%s\n", "\nSign in at: %s\n"}
	msgNoChannel  = Msg{"没有“%s”这一通知方式,可选:mail、wecom、dingtalk", "No channel %q; there are mail, wecom, dingtalk"}
	msgNoKind     = Msg{"没有“%s”这一类通知,可选:%s", "No kind of message %q; there are %s"}
	msgNoDelivery = Msg{"没有这条未送达的通知,或已重新发送", "No such dead delivery, or it was sent again"}
	msgGroupLine  = Msg{"%s:%s%s", "%s: %s%s"}
)

// messageKindName is what a reader calls a kind of message.
var messageKindName = map[string]Msg{
	MessageTodo:     {"待办", "task"},
	MessageNotify:   {"通知", "notice"},
	MessageRemind:   {"临期提醒", "reminder"},
	MessageOverdue:  {"超期提醒", "overdue"},
	MessageCopy:     {"待阅", "to read"},
	MessageIncident: {"待人工处理", "incident"},
	MessageServed:   {"文书", "document"},
	MessageMention:  {"提到您的评论", "a comment that names you"},
}

// MessageKindText is what a reader calls a kind of message.
func MessageKindText(kind string) string { return kindName(kind) }

// What is said of comments, copies, phrases and autosaves.
var (
	msgUnread          = Msg{"待阅", "to read"}
	msgRead            = Msg{"已阅", "read"}
	msgLineOpened      = Msg{"建立草稿", "Draft opened"}
	msgLineEdited      = Msg{"修改内容", "Content changed"}
	msgOtherTab        = Msg{"%s已在另一页面于%s暂存过,两份内容都已保留,请核对后选用", "%s autosaved in another tab at %s; both texts are kept"}
	msgNeedComment     = Msg{"请填写评论内容", "Write the comment"}
	msgCommentLong     = Msg{"评论最多%d个字", "A comment has at most %d characters"}
	msgNotMentioned    = Msg{"%s不能查看该事项的办理记录,不能在评论中提到", "%s may not see the record and cannot be named"}
	msgMentioned       = Msg{"%s在“%s”的评论中提到了您", "%s named you in a comment on %q"}
	msgNoComment       = Msg{"没有这条评论,或者不是您写的,或已作废", "No such comment of yours that stands"}
	msgPhraseLong      = Msg{"每条常用语最多%d个字", "A phrase has at most %d characters"}
	msgPhraseMany      = Msg{"常用语最多%d条", "At most %d phrases"}
	msgCirculate       = Msg{"传阅", "Circulate"}
	msgCirculateWho    = Msg{"只有本事项的办理人可以传阅", "Only who handles the case may circulate it"}
	msgCirculateDraft  = Msg{"草稿不能传阅,请提交后再传阅", "A draft cannot be circulated"}
	msgCirculateTo     = Msg{"请选择传阅给谁", "Choose who is to read it"}
	msgCirculateBarred = Msg{"%s依规不能阅知该事项,请另选", "%s may not know of this case"}
)

// ReadText is what a reader calls something that he has read, or not.
func ReadText(read bool) string {
	if read {
		return msgRead.Text()
	}
	return msgUnread.Text()
}

// OtherTabText tells that somebody has autosaved in another tab at a time (ms).
func OtherTabText(who string, at int64) string {
	return msgOtherTab.Text(who, time.UnixMilli(at).In(workday.Zone()).Format("15:04:05"))
}

// firstPhrases are those that everybody begins with.
var firstPhrases = []Msg{
	{"同意。", "Agreed."},
	{"情况属实,同意上报。", "The facts are right; agreed to submit."},
	{"材料齐全,符合规定,同意。", "Complete and in order; agreed."},
	{"已阅。", "Read."},
	{"请按规定程序办理。", "Proceed by the rules."},
	{"请补正后重新提交。", "Correct it and submit again."},
	{"不符合规定条件,不同意。", "The conditions are not met; not agreed."},
}

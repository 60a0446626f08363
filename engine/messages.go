package engine

import "fmt"

// Msg is one text that a user reads: Chinese, with English beside it. Arguments are given in the order of both.
type Msg struct{ ZH, EN string }

// Text formats the Chinese text.
func (m Msg) Text(args ...any) string {
	if len(args) == 0 {
		return m.ZH
	}
	return fmt.Sprintf(m.ZH, args...)
}

// The catalogue: every text that the engine says to a person. Wording follows terms.md.
var (
	msgNotFound   = Msg{"未找到该事项或无权查看", "No such case, or you may not see it"}
	msgNoProcess  = Msg{"没有名为“%s”的办理事项", "There is no procedure %q"}
	msgNoStart    = Msg{"您不是“%s”规定的发起人,不能发起;可发起的是:%s", "You may not start %q; those who may: %s"}
	msgLinkedOnly = Msg{"“%s”只由原办件启动,不能直接发起;请在原办件中办理", "Cases of %q are started by other cases alone: act in the case that it is about"}
	msgWhichStart = Msg{"“%s”有多个发起方式,请指明其一:%s", "%q has several starts, name one: %s"}
	msgClosed     = Msg{"该事项已办结(%s),不能再办理", "The case has ended (%s)"}
	msgNoEvent    = Msg{"当前环节“%s”没有“%s”这一动作", "State %q offers no event %q"}
	msgNotYours   = Msg{"该事项当前由%s办理,您不是办理人", "The task is with %s, not with you"}
	msgNotBy      = Msg{"“%s”由%s办理", "%q is for %s"}
	msgDoneBy     = Msg{"该事项已由%s办理", "The task was done by %s"}
	msgDone       = Msg{"该事项已办理", "The task was already done"}
	msgMoved      = Msg{"该事项已到“%s”环节,请刷新后再办理", "The case has moved to %q; reload"}
	msgStale      = Msg{"内容在您打开之后有改动,请重新查看后再办理", "The content changed since you opened it; read it again"}
	msgBusy       = Msg{"办理的人较多,请稍后再试", "Too many at once; try again"}
	msgWhichTask  = Msg{"您在本环节有多项待办,请指明办理哪一项", "You hold several tasks here; name one"}
	msgNoTask     = Msg{"您在该事项中没有这项待办", "You hold no such task in this case"}
	msgKeyReused  = Msg{"同一个防重复提交标识已用于另一请求,请换一个", "The Idempotency-Key was used with another request"}

	msgRecused        = Msg{"依规应当回避:%s", "Recusal: %s"}
	msgParty          = Msg{"您是本事项的%s", "you are its %s"}
	msgKin            = Msg{"您与本事项的%s存在亲属关系(%s)", "you are related to its %s (%s)"}
	msgInitiator      = Msg{"您是本事项的发起人", "you started it"}
	msgDeclared       = Msg{"您已就本事项自行回避", "you recused yourself"}
	msgOrdered        = Msg{"您已被决定回避", "you were ordered to recuse yourself"}
	msgEarlier        = Msg{"您已办理过本事项的“%s”环节", "you handled %q earlier"}
	msgOnBehalf       = Msg{"%s代%s", "%s for %s"}
	msgSeparation     = Msg{"不相容岗位须分离:您已在“%s”环节以%s身份办理,不能再以%s身份办理“%s”", "Separation of duties: you handled %q as %s and may not handle as %s in %q"}
	msgDelegateKeeps  = Msg{"受托代办的事项不能%s,请与委托人联系", "A delegate cannot do that: %s"}
	msgDelegationOver = Msg{"%s的委托已经结束或已收回,您不能再代为办理", "The delegation of %s is over"}
	msgNoBatch        = Msg{"“%s”环节的事项须逐件办理,不能批量", "Cases in %q are handled one by one"}
	msgBatchNeeds     = Msg{"“%s”须逐件填写内容后办理,不能批量", "%q asks for something and cannot be done for many at once"}
	msgSameOnce       = Msg{"同一办理人连续办理:%s已在“%s”环节%s,内容未变,按流程规定自动%s", "One person in a row: %s in %q did %s, the content is the same; passed by rule: %s"}
	msgSameBefore     = Msg{"同一办理人已办理:%s已在“%s”环节%s,内容未变,按流程规定自动%s", "The same person: %s in %q did %s before, the content is the same; passed by rule: %s"}
	msgOnlyRecused    = Msg{"依规不能办理该事项", "You may not handle this case"}

	msgBecause      = Msg{"条件不满足:%s", "The condition does not hold: %s"}
	msgSeeRule      = Msg{"见该动作的条件", "see the rule"}
	msgUnknown      = Msg{"尚缺以下内容,无法判断能否“%s”", "Cannot judge whether %q is allowed: something is missing"}
	msgNoBranch     = Msg{"“%s”之后没有符合条件的去向,请联系政策维护人", "No destination of %q applies"}
	msgAheadNobody  = Msg{"目前没有可以办理的人:%s", "Nobody can act at present: %s"}
	msgAheadUnknown = Msg{"“%s”之后怎样办理,要看届时的情况", "What follows %q depends on what comes"}
	msgAheadNot     = Msg{"不满足:%s", "not: %s"}

	msgUrgeNobody      = Msg{"目前没有等待别人办理的事项,不用催办", "Nobody else has a turn at present"}
	msgUrgedToday      = Msg{"今天已%s过,请明日再办", "%s once a day"}
	msgNotifyUrge      = Msg{"%s在“%s”环节,申请人催办,请尽快办理。%s", "%s waits in %q; the applicant asks for speed. %s"}
	msgNotifySupervise = Msg{"%s在“%s”环节被督办,请按期办理并说明情况。督办要求:%s", "%s in %q is under supervision: %s"}

	msgNoRow       = Msg{"判定表“%s”没有适用的规则,请核对填写的内容或联系政策维护人", "No rule of table %q applies"}
	msgNeedValue   = Msg{"请填写%s", "Fill in %s"}
	msgNeedOpinion = Msg{"请填写办理意见", "Give an opinion"}
	msgNeedItems   = Msg{"请逐项列出需要补正的内容", "List what must be corrected"}
	msgNeedFiles   = Msg{"请上传%s", "Attach %s"}
	msgBadItem     = Msg{"补正项“%s”不是本事项的内容", "Item %q is no field of this case"}
	msgMissing     = Msg{"还有内容没有填写", "Something is still missing"}
	msgInvalid     = Msg{"填写的内容有误", "Some values are wrong"}
	msgNoField     = Msg{"没有这个字段", "No such field"}
	msgNotEditable = Msg{"“%s”在“%s”环节不能修改", "%q may not be changed in %q"}
	msgNobody      = Msg{"查无此人:%s", "No such person: %s"}
	msgNoUnit      = Msg{"没有这个单位:%s", "No such unit: %s"}
	msgNotFuture   = Msg{"%s不能晚于今天", "%s may not lie in the future"}
	msgNotBefore   = Msg{"%s不能早于%s:公示须在此之后张贴满期限", "%s may not be before %s"}
	msgDuplicate   = Msg{"同一事实已有在办事项(%s),不能重复申请", "A live case for the same facts exists (%s)"}
	msgEditWho     = Msg{"只有当前办理人可以修改内容", "Only who handles the case now may change it"}
	msgPick        = Msg{"请选择退回到哪个已办过的环节", "Choose one of the states visited"}
	msgNoBack      = Msg{"没有可退回的环节", "There is no state to return to"}

	msgNoMoney     = Msg{"“%s”余额不足:需%s,可用%s", "%q is short: %s needed, %s free"}
	msgTwice       = Msg{"“%s”已经预留过", "%q has been reserved already"}
	msgSpent       = Msg{"“%s”已经支出,不能再次预留", "%q has been spent already"}
	msgNotReserved = Msg{"“%s”尚未预留,不能支出或释放", "%q was not reserved"}
	msgAccount     = Msg{"“%s”请写明是哪一户:应有%d个值", "%q: name the account by %d values"}
	msgNotSpent    = Msg{"“%s”可退回的只有%s", "Of %q only %s can be returned"}
	msgAmount      = Msg{"金额必须大于零", "The amount must be positive"}

	msgSheetNeeded   = Msg{"请填写会议记录:到会人员、表决结果和会议纪要", "Give the record of the meeting"}
	msgSheetPresent  = Msg{"到会人员%s不在应到人员之列", "%s is no member of the meeting"}
	msgSheetTwice    = Msg{"到会人员%s重复", "%s is listed twice"}
	msgSheetCounts   = Msg{"同意、不同意、弃权之和(%d)与到会人数(%d)不一致", "The votes (%d) do not add up to those present (%d)"}
	msgSheetNegative = Msg{"票数不能为负", "Counts may not be negative"}
	msgSheetDate     = Msg{"请填写会议日期,且不能晚于今天", "Give the date of the meeting, not in the future"}
	msgSheetMinutes  = Msg{"请填写会议纪要", "Give the minutes"}
	msgSheetBarred   = Msg{"到会人员%s应当回避,请退回登记人更正", "%s must be recused; send the record back"}
	msgSheetChair    = Msg{"请写明主持人,且主持人须到会", "Name the chair, who must be present"}
	msgSheetLast     = Msg{"请确认主持人末位表态", "Confirm that the chair spoke last"}
	msgProposalMoved = Msg{"会议结果登记以后内容有改动,请退回登记人更正", "The content changed after the record; send it back"}
	msgChairLast     = Msg{"主持人应当末位表态,请待其他成员投票后再投", "The chair votes last"}
	msgSecretBare    = Msg{"无记名投票只收选票,不能附意见和其他内容", "A secret ballot takes the choice alone"}
	msgNoUrn         = Msg{"无记名表决(尚未配置密钥)", "secret ballots (no key is configured)"}
	msgUrnBroken     = Msg{"选票箱与投票记录不符,不能计票", "The urn does not match who voted"}
	msgTooFew        = Msg{"可办理的只有%d人,至少要%d人", "%d can act, %d are needed"}
	msgRosterFixed   = Msg{"表决已经开始,名单“%s”不能再改", "The vote has begun; roster %q is fixed"}
	msgNotRole       = Msg{"%s不是%s,不能填入“%s”", "%s is no %s and cannot be entered in %q"}
	msgEntryBarred   = Msg{"%s依规不能办理该事项,请另选", "%s may not handle this case"}
	msgSheetSame     = Msg{"会议结果须由登记人以外的人确认", "A second person must confirm"}

	msgIncidentNobody = Msg{"“%s”环节没有可办理的人(%s)", "Nobody can handle %q (%s)"}
	msgIncidentLoop   = Msg{"自动流转超过%d步,已停在“%s”环节", "More than %d automatic moves; stopped at %q"}
	msgIncidentGuard  = Msg{"“%s”环节的去向无法判断,缺少:%s", "The way out of %q cannot be judged; missing: %s"}
	msgAllRecused     = Msg{"均须回避或岗位空缺", "all recused, or the post is vacant"}
	msgNotAsked       = Msg{"“%s”须待逾期后由经办人选择", "%q opens only when an incident asks for it"}
	msgNoIncident     = Msg{"该事项没有待人工处理的情况", "There is no incident"}
	msgNoExtend       = Msg{"本环节不能延期", "This state knows no extension"}
	msgExtended       = Msg{"延期次数已用完(%d次)", "No extension left (%d)"}
	msgExtendLate     = Msg{"已超过办理期限,不能再延期", "The due has passed"}

	msgLinked     = Msg{"关联办件“%s”有进展", "The linked case %q has moved on"}
	msgLinkFailed = Msg{"关联办件“%s”没能启动:%s", "The linked case %q could not be opened: %s"}
	msgLinkValue  = Msg{"关联办件“%s”带回的“%s”填不进来:%s", "What the linked case %q brought back does not fit %q: %s"}
	msgNeedInto   = Msg{"请选择并入哪一件;须是您办理过的同一流程的另一件,且不是已并案的", "Choose the case to join: another of this procedure, that you take part in, not joined itself"}
	msgJoined     = Msg{"并入了1件重复件", "A duplicate was joined"}
	msgParted     = Msg{"1件重复件不再并入", "A duplicate was parted"}
	msgLinkMisfit = Msg{"流程“%s”的关联办件对不上:%s", "The linked cases of %q do not fit: %s"}
	msgLinkDepth  = Msg{"办件一件启动一件,超过了%d层", "Cases start cases more than %d deep"}
	msgLinkGone   = Msg{"启动它的办件没有这一名目", "The case that started it knows no such link"}

	msgNoTurn       = Msg{"您在该事项中没有可以“%s”的待办", "You hold no turn here to %q"}
	msgClaimed      = Msg{"该事项已由他人认领", "Somebody else has claimed it"}
	msgClaimedBy    = Msg{"该事项已由%s认领或接办", "%s has it"}
	msgClaimFirst   = Msg{"该事项有多人可办,请先认领", "Several may do it: claim it first"}
	msgClaimAlone   = Msg{"该事项只有您一人可办,不必认领", "Only you may do it"}
	msgNotClaimed   = Msg{"该事项不是认领来的,不能取消认领", "It was not claimed"}
	msgNotPassed    = Msg{"按流程规定,这一环节不能%s", "The procedure does not let this turn: %s"}
	msgNobodyFits   = Msg{"没有可以%s的人:都须回避、已有本环节的任务或不在规定的人员之列", "Nobody is left for: %s"}
	msgHasPart      = Msg{"%s已有本环节的任务,请另选", "%s has a part in it already"}
	msgNotAmong     = Msg{"%s不在可以%s的人员之列,请另选", "%s is not among those for: %s"}
	msgHowMany      = Msg{"请选择人员,最多%d人", "Choose people, at most %d"}
	msgSignPlace    = Msg{"请选择加签的位置:之前、之后或同时", "Choose before, after or together"}
	msgSignMode     = Msg{"请选择加签人怎样签:任一人、会签或依次", "Choose any, all or sequence"}
	msgSignRuns     = Msg{"已有加签尚未办完,请待办完或减签", "Added signers have not finished"}
	msgSignFirst    = Msg{"加签人尚未签完,请待签完再办理", "The added signers come first"}
	msgCounted      = Msg{"“%s”由计票结果决定,不能单独办理", "%q follows from the count and is nobody's act"}
	msgNotAdded     = Msg{"%s不是加签或协办的人,不能减去", "%s was not added"}
	msgHasSigned    = Msg{"%s已经签过,不能减去", "%s has signed"}
	msgLastSigner   = Msg{"加签至少要留一人,不能减去最后一人", "The last signer stays"}
	msgHandedOver   = Msg{"%s将“%s”的“%s”转给您办理", "%s handed you %q: %s"}
	msgHelpAsked    = Msg{"%s请您协办“%s”的“%s”", "%s asks for your help with %q: %s"}
	msgHelped       = Msg{"%s已就“%s”提出协办意见", "%s has advised on %q"}
	msgSignAsked    = Msg{"%s请您加签“%s”的“%s”", "%s asks you to sign %q: %s"}
	msgSignDone     = Msg{"“%s”的加签已办完", "The signatures on %q are in"}
	msgNothingBack  = Msg{"没有可以收回的:只能收回本人最近一次办理,且之后没有人办理过", "Nothing to take back: only one's own latest act, while nobody has acted after it"}
	msgSeen         = Msg{"对方已经打开,不能收回", "Somebody has opened it already"}
	msgTookBack     = Msg{"%s的“%s”已收回,此前的通知作废", "%s: %q was taken back; the earlier message is void"}
	msgKeptFixed    = Msg{"按流程规定,这一步办理后不能收回", "The procedure lets nobody take this back"}
	msgKeptEnd      = Msg{"该事项已经办结,不能收回", "The case has ended"}
	msgKeptVote     = Msg{"表决的结果不能收回", "A vote cannot be taken back"}
	msgKeptIncident = Msg{"该事项有待人工处理的情况,不能收回", "An incident stands in the way"}
	msgKeptNotice   = Msg{"公示已经张贴或撤下,不能收回", "A notice was posted or taken down"}
	msgKeptLink     = Msg{"已经启动或告知了关联办件,不能收回", "A linked case was started or told"}
	msgKeptRegister = Msg{"已经登记台账,不能收回", "It was entered in a register"}
	msgKeptFlag     = Msg{"已经作出标记,不能收回", "A flag was set"}
	msgKeptSpent    = Msg{"“%s”已经支出或退回,不能收回", "%q was spent or refunded"}
	msgKeptPaper    = Msg{"文书“%s”已经生效或送达,不能收回", "Document %q is in force or served"}

	msgUnsupported = Msg{"本版本尚不支持:%s", "Not supported yet: %s"}
	msgBudgetLow   = Msg{"预算不能低于已预留与已支出之和(%s)", "The budget may not be below what is reserved and spent (%s)"}

	msgNotifyRemind   = Msg{"您有1件事项即将到期:%s“%s”,办理期限%s", "%s %q is due on %s"}
	msgNotifyOverdue  = Msg{"您有1件事项已超期:%s“%s”,办理期限%s", "%s %q was due on %s"}
	msgNotifyIncident = Msg{"有1件事项待人工处理:%s,%s", "An incident: %s, %s"}
	msgNotifyDeadline = Msg{"%s已超过总时限(%s)", "%s has passed its deadline (%s)"}
	msgPurpose        = Msg{"请选择查询用途:promotion(提拔)、award(评先评优)、title(职称)或entry(入编)", "Choose a purpose: promotion, award, title or entry"}
	msgNoFlag         = Msg{"未查到已登记的影响期", "No registered period of influence"}
	msgFlagUntil      = Msg{"影响期至%s", "Blocked until %s"}
	msgStandingNote   = Msg{"仅反映已登记的影响期,不代替纪检监察机关意见", "Registered periods only; no opinion of the discipline organs"}
	msgDutyRemind     = Msg{"%s的“%s”即将到期(%s),请按时完成", "%s: %q is due on %s"}
	msgDutyOverdue    = Msg{"%s的“%s”已超过期限(%s)", "%s: %q was due on %s"}
	msgPrivateTodo    = Msg{"您有1件待办,请登录系统办理", "You have a task; sign in"}

	msgPrivateIncident = Msg{"有1件异常", "There is an incident"}

	msgServedPaper   = Msg{"您有1份文书：%s,请登录系统查看", "A document was served on you: %s"}
	msgServedPrivate = Msg{"您有1份文书,请登录系统查看", "A document was served on you"}
	msgPaperVoid     = Msg{"送达给您的文书“%s”已作废,请登录系统查看", "The document %s that was served on you is void"}
	msgPaperLost     = Msg{"文书“%s”没有可以%s的人", "nobody can do what %q waits for: %s"}
	msgNoPaperAct    = Msg{"文书没有“%s”这一操作", "Documents know no act %q"}
	msgPaperEvent    = Msg{"%s《%s》", "%s: %s"}
	msgPaperState    = Msg{"文书“%s”现为%s,不能%s", "Document %q is %s; it cannot be done: %s"}
	msgPaperHands    = Msg{"您是文书“%s”的拟稿人,不能%s", "You wrote %q; you may not: %s"}
	msgPaperNotYours = Msg{"文书“%s”不由您%s", "%q is not for you: %s"}
	msgPaperMark     = Msg{"草稿 未经签发不得使用", "Draft, not valid before it is signed"}
	msgNeedReason    = Msg{"请写明理由", "Give the reason"}
	msgNeedBody      = Msg{"请填写文书正文", "Give the text"}
	msgServeDate     = Msg{"送达日期应写成 2026-01-31", "The date must be written 2026-01-31"}
	msgServeOn       = Msg{"送达日期", "The date of service"}
	msgServeEarly    = Msg{"送达日期不能早于签发日期%s", "It cannot be served before %s, when it was signed"}
	msgServeReceiver = Msg{"请填写签收人:纸质送达须写明谁签收", "Name who took the paper copy"}
	msgServeProof    = Msg{"请上传送达回证", "Attach the proof of service"}
	msgTitle         = Msg{"%s·%s", "%s · %s"}
	msgWhoInitiator  = Msg{"发起人", "the initiator"}
	msgWhoHolderOf   = Msg{"%s的办理人", "who handled %s"}
	msgWhoParties    = Msg{"当事人", "the parties"}
	msgWhoHandlers   = Msg{"此前的办理人", "earlier handlers"}
	msgWhoReaders    = Msg{"公示范围内的人员", "readers of the notice"}
	msgNumbered      = Msg{"%s（%s）", "%s (%s)"}

	msgSealedWrong = Msg{"填写的内容不符合要求,请核对后重新填写", "The value is not right; enter it again"}
	msgIDAgain     = Msg{"改了姓名,请重新填写证件号码", "The name changed: enter the id number again"}
	msgPickPerson  = Msg{"查无此人,请从通讯录中选择", "No such person"}
	msgPickUnit    = Msg{"没有这个单位,请重新选择", "No such unit"}
	msgNoSealed    = Msg{"没有这个密封字段", "No such sealed field"}
	msgUnsealWhy   = Msg{"请写明启封理由", "Give the reason for opening it"}
	msgUnsealWho   = Msg{"“%s”只有规定岗位的本件办理人才能启封", "%q is opened by handlers of this case who hold the post for it"}

	msgChainGap    = Msg{"第%d条办理记录缺失", "Event %d is missing"}
	msgChainLink   = Msg{"第%d条办理记录与前一条不相接", "Event %d does not follow the one before it"}
	msgChainHash   = Msg{"第%d条办理记录已被改动", "Event %d was altered"}
	msgChainCommit = Msg{"第%d条办理记录的“%s”与当时的承诺值不符", "Event %d: %q does not match its commitment"}
	msgChainField  = Msg{"“%s”的内容与办理记录不符", "Field %q is not what the record says"}
	msgChainPaper  = Msg{"文书“%s”与办理记录不符", "Document %q is not what the record says"}
	msgChainHead   = Msg{"办理记录的末尾与办件不符", "The record does not end where the case says"}

	msgPackageWho   = Msg{"您只能查阅该事项的部分内容,不能导出卷宗;如需卷宗,请与经办人联系", "You may read only part of the case and cannot take out its package"}
	msgPackageSeal  = Msg{"清单不是本系统导出的,或者导出以后被改动过", "The manifest was not made by this system, or was altered since"}
	msgPackageCase  = Msg{"本系统没有这件事项的办理记录", "This system has no record of the case"}
	msgPackageMore  = Msg{"卷宗有%d条办理记录,本系统只有%d条", "The package has %d events, this system %d"}
	msgPackageChain = Msg{"第%d条办理记录与本系统所存的不同", "Event %d differs from the one that this system keeps"}

	msgMarkInternal = Msg{"内部", "internal"}
	msgMarkWork     = Msg{"工作秘密", "work secret"}
	msgRosterOwn    = Msg{"“%s”限制知悉,台账只能列出本人参与的事项", "%q is restricted: only cases of your own"}
	msgMonth        = Msg{"月份应写成 2026-09", "The month must be written 2026-09"}
	msgYes          = Msg{"是", "yes"}
	msgNo           = Msg{"否", "no"}

	msgPeriod      = Msg{"统计期应写成 2026-09、2026-Q3 或 2026", "Write the period as 2026-09, 2026-Q3 or 2026"}
	msgStatsEnded  = Msg{"“%s”限制知悉,只提供已结束统计期的全市合计", "%q is restricted: only periods that have ended, as a whole"}
	msgFormTitle   = Msg{"%s审批表", "%s: approval form"}
	msgFormUnit    = Msg{"单位", "unit"}
	msgFormBy      = Msg{"发起人", "initiator"}
	msgFormOn      = Msg{"提交日期", "submitted on"}
	msgFormOutcome = Msg{"办理结果", "outcome"}
	msgFormDraft   = Msg{"尚未提交", "not submitted yet"}
	msgFormMasked  = Msg{"已脱敏", "masked"}
	msgFormVoid    = Msg{"已作废：%s", "void: %s"}
	msgFormMoney   = Msg{"%s元（大写：%s）", "%s yuan (%s)"}
	msgFormMeeting = Msg{"会议表决：到会%d人，同意%d票、不同意%d票、弃权%d票。%s", "meeting: %d present, %d yes, %d no, %d abstained. %s"}
	msgFormRecord  = Msg{"%s记录，%s确认", "recorded by %s, confirmed by %s"}
	msgFormCount   = Msg{"无记名投票：同意%d票、不同意%d票、弃权%d票", "secret ballot: %d yes, %d no, %d abstained"}
	msgFormBallots = Msg{"%s%d票", "%s: %d"}
	msgFormOpinion = Msg{"%s。%s", "%s. %s"}
	msgFormFor     = Msg{"%s代%s", "%s for %s"}

	msgObjectorHidden = Msg{"公示异议人", "the objector"}
	msgSystem         = Msg{"系统", "system"}
	msgReassessed     = Msg{"重新核对办理人和期限", "Looked again at who acts and when things are due"}
	msgNotNotice      = Msg{"该公示已结束,不能再提出异议", "The notice has ended"}
	msgNotStanding    = Msg{"公示尚未张贴,暂不能提出异议", "The notice has not been posted yet"}
	msgAnd            = Msg{"、", ", "}
)

var builtin = map[string]Msg{
	EventRecord:  {"登记会议结果", "Record the meeting"},
	EventConfirm: {"确认会议结果", "Confirm the record"},
	EventCorrect: {"退回登记人更正", "Send the record back"},
	EventRecuse:  {"自行回避", "Recuse oneself"},
	EventAbstain: {"弃权", "Abstain"},
	EventRetry:   {"重新检查", "Look again"},
	EventExtend:  {"延期", "Extend"},
	EventUnseal:  {"启封", "Unseal"},
	EventClose:   {"结束投票", "Close the vote"},
	// terms.md: take back 收回
	EventTakeBack: {"收回", "Take back"},
	EventClaim:    {"认领", "Claim"},
	EventRelease:  {"取消认领", "Release"},
	EventTransfer: {"转办", "Transfer"},
	EventDelegate: {"协办", "Ask for help"},
	EventAdvise:   {"提出协办意见", "Advise"},
	EventSign:     {"加签", "Add signers"},
	EventUnsign:   {"减签", "Remove a signer"},
	EventSignYes:  {"加签同意", "Sign"},
	EventSignNo:   {"加签不同意", "Object"},
	EventCast:     {"已投票", "Voted"},

	EventUrge:      {"催办", "Urge"},
	EventSupervise: {"督办", "Supervise"},

	EventIntervene: {"特殊处置", "Intervention"},

	EventEnter:   {"代录", "Enter from paper"},
	EventEnterOK: {"核对一致", "It is what was signed"},
	EventEnterNo: {"核对不符", "It is not what was signed"},
	EventContest: {"对代录提出异议", "Contest an entry"},
}

// timerName is what the record calls that which the clock did.
var timerName = map[string]Msg{
	TimerRemind:   {"到期前提醒", "Reminder before the due date"},
	TimerOverdue:  {"超期提醒", "Reminder of what is overdue"},
	TimerDeadline: {"总时限超期提醒", "Reminder that the total limit has passed"},
	TimerDuty:     {"时限提醒", "Reminder of a limit"},
	TimerAfter:    {"到期自动流转", "Moved on when its time had come"},
	TimerClose:    {"到期结束投票", "Vote closed at its due date"},
}

// turnName is who holds a turn that a holder has asked for.
var turnName = map[TaskKind]Msg{Helping: {"协办人", "a helper"}, Signing: {"加签人", "an added signer"}, Checking: {"代录核对人", "who checks an entry"}}

var dutyName = map[string]Msg{
	"handle":  {"经办", "handler"},
	"review":  {"审核", "reviewer"},
	"approve": {"审批", "approver"},
}

// paperActName is what a reader calls an act on a document.
var paperActName = map[string]Msg{
	PaperEdit:   {"修改", "edit"},
	PaperSubmit: {"送签", "submit"},
	PaperCheck:  {"核稿", "check"},
	PaperSign:   {"签发", "sign"},
	PaperStamp:  {"用印", "stamp"},
	PaperServe:  {"送达", "serve"},
	PaperReturn: {"退回", "return"},
	PaperVoid:   {"作废", "void"},
	PaperRetry:  {"重新检查", "look again"},
}

var paperStatusName = map[string]Msg{
	DocumentDraft:    {"草稿", "draft"},
	DocumentReturned: {"退回修改", "returned"},
	DocumentChecked:  {"已核稿", "checked"},
	DocumentSigned:   {"已签发", "signed"},
	DocumentStamped:  {"已用印", "stamped"},
	DocumentServed:   {"已送达", "served"},
	DocumentFinal:    {"已生效", "in force"},
	DocumentVoid:     {"已作废", "void"},
}

// PaperStatusText is what a reader calls the status of a document.
func PaperStatusText(status string) string { return paperStatusName[status].Text() }

// PaperActText is what a reader calls an act on a document.
func PaperActText(act string) string { return paperActName[act].Text() }

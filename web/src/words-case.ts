// Words of the parts of a case: documents, comments, circulation, what was signed on paper.

// What somebody does with a paper; its name comes from the server, what it asks for is said here.
export const paperActs: Record<string, { ask: string; must: boolean }> = {
  return: { ask: '退回的理由', must: true },
  void: { ask: '作废的理由', must: true },
}

export const linkRoles: Record<string, string> = { child: '由本件启动', parent: '启动本件的办件', main: '主件', duplicate: '并入本件' }

export const duties: Record<string, string> = { waiting: '尚未起算', running: '进行中', overdue: '超期', met: '按期完成', met_late: '超期完成' }

export const noticeStates: Record<string, string> = { waiting: '待张贴', posted: '公示中', ended: '公示期满', stopped: '已停止' }

// asReason are the acts beside whose name a text is a reason, and not an opinion on the case.
export const asReason = ['transfer', 'delegate', 'sign', 'unsign', 'recuse', 'take_back', 'extend', 'contest']

// tellNothing are the acts that take no text at all.
export const tellNothing = ['claim', 'release', 'urge', 'record', 'confirm', 'retry', 'close']

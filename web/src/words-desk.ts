// Words of one's own pages: notices to oneself, their channels, leave and delegation.

export const messageKinds: { id: string; name: string }[] = [
  { id: 'todo', name: '待办' },
  { id: 'notify', name: '通知' },
  { id: 'remind', name: '临期提醒' },
  { id: 'overdue', name: '超期提醒' },
  { id: 'copy', name: '待阅' },
  { id: 'incident', name: '待人工处理' },
  { id: 'served', name: '文书' },
  { id: 'mention', name: '提到您的评论' },
]

export const channels: { id: string; name: string }[] = [
  { id: 'mail', name: '邮件' },
  { id: 'wecom', name: '企业微信' },
  { id: 'dingtalk', name: '钉钉' },
]

export const delegationStates: Record<string, string> = { coming: '未到日期', running: '生效中', over: '已到期', ended: '已收回' }

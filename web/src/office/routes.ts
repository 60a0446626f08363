import type { RouteRecordRaw } from 'vue-router'

// The pages of the supervisor and the administrator; each is loaded when it is first opened.
export const office: RouteRecordRaw[] = [
  { path: '/supervision', component: () => import('./Supervision.vue'), meta: { title: '督办' } },
  { path: '/rosters', component: () => import('./Rosters.vue'), meta: { title: '台账' } },
  { path: '/registers', component: () => import('./Registers.vue'), meta: { title: '登记册' } },
  { path: '/stats', component: () => import('./StatsPage.vue'), meta: { title: '统计' } },
  { path: '/budgets', component: () => import('./Budgets.vue'), meta: { title: '额度' } },
  { path: '/exports', component: () => import('./Exports.vue'), meta: { title: '导出记录' } },
  { path: '/standing', component: () => import('./Standing.vue'), meta: { title: '影响期查询' } },
  { path: '/meetings', component: () => import('./Meetings.vue'), meta: { title: '会议' } },
  { path: '/meetings/new', component: () => import('./MeetingEdit.vue'), meta: { title: '召集会议' } },
  { path: '/meetings/:id', component: () => import('./MeetingPage.vue'), props: true, meta: { title: '会议' } },
  { path: '/meetings/:id/edit', component: () => import('./MeetingEdit.vue'), props: true, meta: { title: '修改议程' } },
  { path: '/notices', component: () => import('./Notices.vue'), meta: { title: '公示' } },
  { path: '/procedures/:id/rules', component: () => import('./Rules.vue'), props: true, meta: { title: '规则' } },
  { path: '/admin/incidents', component: () => import('./Incidents.vue'), meta: { title: '待人工处理' } },
  { path: '/admin/interventions', component: () => import('./Interventions.vue'), meta: { title: '特殊处置' } },
  { path: '/admin/people', component: () => import('./People.vue'), meta: { title: '人员与单位' } },
  { path: '/admin/posts', component: () => import('./Posts.vue'), meta: { title: '岗位' } },
  { path: '/admin/leaves', component: () => import('./Leaves.vue'), meta: { title: '请假与委托登记' } },
  { path: '/admin/handover', component: () => import('./Handover.vue'), meta: { title: '离岗移交' } },
  { path: '/admin/calendar', component: () => import('./Calendar.vue'), meta: { title: '工作日历' } },
  { path: '/admin/deliveries', component: () => import('./Deliveries.vue'), meta: { title: '消息投递' } },
]

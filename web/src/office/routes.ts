import type { RouteRecordRaw } from 'vue-router'

// The pages of the supervisor and the administrator; each is loaded when it is first opened.
export const office: RouteRecordRaw[] = [
  { path: '/supervision', component: () => import('./Supervision.vue'), meta: { title: '督办' } },
  { path: '/rosters', component: () => import('./Rosters.vue'), meta: { title: '台账' } },
  { path: '/registers', component: () => import('./Registers.vue'), meta: { title: '登记册' } },
  { path: '/stats', component: () => import('./StatsPage.vue'), meta: { title: '统计' } },
  { path: '/budgets', component: () => import('./Budgets.vue'), meta: { title: '额度' } },
  { path: '/exports', component: () => import('./Exports.vue'), meta: { title: '导出记录' } },
]

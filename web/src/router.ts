import { createRouter, createWebHistory } from 'vue-router'
import { arrive } from './api'
import Inbox from './pages/Inbox.vue'
import SignIn from './pages/SignIn.vue'
import { office } from './office/routes'
import { session } from './session'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/inbox' },
    { path: '/sign-in', component: SignIn, meta: { open: true, title: '登录' } },
    { path: '/inbox', component: Inbox, meta: { title: '我的办件' } },
    { path: '/cases/:id', component: () => import('./pages/CasePage.vue'), props: true, meta: { title: '办件' } },
    { path: '/procedures', component: () => import('./pages/Catalogue.vue'), meta: { title: '办事目录' } },
    { path: '/procedures/:id', component: () => import('./pages/Procedure.vue'), props: true, meta: { title: '办事指南' } },
    { path: '/notifications', component: () => import('./pages/Notifications.vue'), meta: { title: '通知' } },
    { path: '/leave', component: () => import('./pages/Leave.vue'), meta: { title: '请假与委托' } },
    { path: '/documents', component: () => import('./pages/MyPapers.vue'), meta: { title: '我的文书' } },
    ...office,
    { path: '/:rest(.*)*', component: () => import('./pages/Nowhere.vue'), meta: { title: '没有这个页面' } },
  ],
})

router.beforeEach(async (to) => {
  if (!session.known) await arrive()
  if (!session.me && !to.meta.open) return { path: '/sign-in', query: { next: to.fullPath } }
  return true
})

router.afterEach((to, from) => {
  document.title = `${String(to.meta.title)} · 担当`
  // A reader's place moves to the new page, so that he is told of it; not when only a filter changed.
  if (from.matched.length && to.path !== from.path) document.getElementById('main')?.focus()
})

import type { RouteRecordRaw } from 'vue-router'

export const accountRoutes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue'), meta: { open: true } },
  { path: '/choose-password', name: 'choose-password', component: () => import('./pages/ChoosePasswordPage.vue') },
]

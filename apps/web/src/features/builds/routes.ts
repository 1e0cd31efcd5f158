import type { RouteRecordRaw } from 'vue-router'

export const buildRoutes: RouteRecordRaw[] = [
  { path: 'projects/:id/builds', name: 'builds', component: () => import('./pages/BuildsPage.vue'), props: true },
]

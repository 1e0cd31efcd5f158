import type { RouteRecordRaw } from 'vue-router'

export const serverRoutes: RouteRecordRaw[] = [
  { path: 'servers', name: 'servers', component: () => import('./pages/ServersPage.vue') },
  { path: 'servers/alarms', name: 'alarms', component: () => import('./pages/AlarmsPage.vue') },
  { path: 'servers/:id', name: 'server', component: () => import('./pages/ServerPage.vue'), props: true },
]

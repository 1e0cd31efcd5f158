import type { RouteRecordRaw } from 'vue-router'

export const trainRoutes: RouteRecordRaw[] = [
  { path: 'trains', name: 'trains', component: () => import('./pages/TrainsPage.vue') },
  { path: 'trains/:id', name: 'train', component: () => import('./pages/TrainPage.vue'), props: true },
]

import type { RouteRecordRaw } from 'vue-router'

export const releaseRoutes: RouteRecordRaw[] = [
  { path: 'releases', name: 'releases', component: () => import('./pages/ReleasesPage.vue') },
  {
    path: 'releases/:id',
    name: 'release',
    component: () => import('./pages/ReleasePage.vue'),
    props: true,
    meta: { full: true },
  },
]

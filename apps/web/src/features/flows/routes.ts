import type { RouteRecordRaw } from 'vue-router'

export const flowRoutes: RouteRecordRaw[] = [
  { path: 'flows', name: 'flows', component: () => import('./pages/FlowsPage.vue') },
  {
    path: 'flows/:id',
    name: 'flow',
    component: () => import('./pages/FlowPage.vue'),
    props: true,
    meta: { edges: true },
  },
]

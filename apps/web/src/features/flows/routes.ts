import type { RouteRecordRaw } from 'vue-router'
import { withTexts } from '../../shared/i18n/i18n.ts'

export const flowRoutes: RouteRecordRaw[] = [
  { path: 'flows', name: 'flows', component: withTexts('flows', () => import('./pages/FlowsPage.vue')) },
  {
    path: 'flows/:id',
    name: 'flow',
    component: withTexts('flows', () => import('./pages/FlowPage.vue')),
    props: true,
    meta: { edges: true },
  },
]

import type { RouteRecordRaw } from 'vue-router'

export const webhookRoutes: RouteRecordRaw[] = [
  {
    path: 'projects/:id/webhooks',
    name: 'webhooks',
    component: () => import('./pages/WebhooksPage.vue'),
    props: true,
  },
]

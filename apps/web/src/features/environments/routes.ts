import type { RouteRecordRaw } from 'vue-router'

export const environmentRoutes: RouteRecordRaw[] = [
  { path: 'servers/drift', name: 'drift', component: () => import('./pages/DriftPage.vue') },
  {
    path: 'projects/:projectId/environments/new',
    name: 'environment-new',
    component: () => import('./pages/EnvironmentNewPage.vue'),
    props: true,
  },
  {
    path: 'environments/:id',
    name: 'environment',
    component: () => import('./pages/EnvironmentPage.vue'),
    props: true,
  },
  {
    path: 'environments/:id/edit',
    name: 'environment-edit',
    component: () => import('./pages/EnvironmentEditPage.vue'),
    props: true,
  },
]

import type { RouteRecordRaw } from 'vue-router'

export const projectRoutes: RouteRecordRaw[] = [
  { path: 'projects', name: 'projects', component: () => import('./pages/ProjectsPage.vue') },
  { path: 'projects/:id', name: 'project', component: () => import('./pages/ProjectPage.vue'), props: true },
]

import type { RouteRecordRaw } from 'vue-router'

export const commandRoutes: RouteRecordRaw[] = [
  { path: 'commands', name: 'commands', component: () => import('./pages/CommandsPage.vue') },
  { path: 'commands/new', name: 'command-new', component: () => import('./pages/NewCommandPage.vue') },
  { path: 'commands/templates', name: 'command-templates', component: () => import('./pages/TemplatesPage.vue') },
  { path: 'commands/:id', name: 'command', component: () => import('./pages/CommandPage.vue'), props: true },
]

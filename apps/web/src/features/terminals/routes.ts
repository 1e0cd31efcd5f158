import type { RouteRecordRaw } from 'vue-router'

export const terminalRoutes: RouteRecordRaw[] = [
  { path: 'terminal', name: 'terminal', meta: { full: true }, component: () => import('./pages/TerminalPage.vue') },
  { path: 'terminal/sessions', name: 'terminals', component: () => import('./pages/TerminalsPage.vue') },
  {
    path: 'terminal/sessions/:id',
    name: 'terminal-replay',
    meta: { full: true },
    component: () => import('./pages/TerminalReplayPage.vue'),
    props: true,
  },
]

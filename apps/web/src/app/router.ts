import type { Ref } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { accountRoutes } from '../features/accounts/routes.ts'
import { activityRoutes } from '../features/activity/routes.ts'
import { buildRoutes } from '../features/builds/routes.ts'
import { chatRoutes } from '../features/chat/routes.ts'
import { commandRoutes } from '../features/commands/routes.ts'
import { credentialRoutes } from '../features/credentials/routes.ts'
import { environmentRoutes } from '../features/environments/routes.ts'
import { fileRoutes } from '../features/files/routes.ts'
import { flowRoutes } from '../features/flows/routes.ts'
import { homeRoutes } from '../features/home/routes.ts'
import { pollRoutes, screenRoutes } from '../features/polls/routes.ts'
import { projectRoutes } from '../features/projects/routes.ts'
import { releaseRoutes } from '../features/releases/routes.ts'
import { serverRoutes } from '../features/servers/routes.ts'
import { settingsRoutes } from '../features/settings/routes.ts'
import { terminalRoutes } from '../features/terminals/routes.ts'
import { ticketRoutes, ticketScreenRoutes } from '../features/tickets/routes.ts'
import { trainRoutes } from '../features/trains/routes.ts'
import { webhookRoutes } from '../features/webhooks/routes.ts'
import type { Viewer } from '../graphql/viewer.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** May be seen without being signed in. */
    open?: boolean
    /** Fills the window, with panes that scroll by themselves. */
    full?: boolean
    /** Uses the window up to its edges. */
    edges?: boolean
    /** On a phone it has the screen for itself. */
    alone?: boolean
  }
}

const shell: RouteRecordRaw = {
  path: '/',
  component: () => import('./layouts/ShellLayout.vue'),
  children: [
    ...homeRoutes,
    ...projectRoutes,
    ...buildRoutes,
    ...webhookRoutes,
    ...environmentRoutes,
    ...releaseRoutes,
    ...trainRoutes,
    ...terminalRoutes,
    ...ticketRoutes,
    ...flowRoutes,
    ...chatRoutes,
    ...pollRoutes,
    ...serverRoutes,
    ...fileRoutes,
    ...commandRoutes,
    ...activityRoutes,
    ...credentialRoutes,
    ...settingsRoutes,
    { path: ':rest(.*)*', name: 'not-found', component: () => import('./layouts/NotFound.vue') },
  ],
}

/** Stands alone, without the navigation: for a screen that nobody touches. */
const wall: RouteRecordRaw = { path: '/wall', name: 'wall', component: () => import('./wall/WallPage.vue') }

export function createPageRouter(viewer: Readonly<Ref<Viewer | null>>) {
  const router = createRouter({
    history: createWebHistory(),
    routes: [...accountRoutes, ...screenRoutes, ...ticketScreenRoutes, wall, shell],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.beforeEach((to) => {
    if (!viewer.value) return to.meta.open ? true : { name: 'sign-in', query: { next: to.fullPath } }
    if (viewer.value.mustChangePassword && to.name !== 'choose-password') return { name: 'choose-password' }
    return true
  })
  return router
}

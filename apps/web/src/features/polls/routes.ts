import type { RouteRecordRaw } from 'vue-router'

export const pollRoutes: RouteRecordRaw[] = [
  { path: 'polls', name: 'polls', component: () => import('./pages/PollsPage.vue') },
  { path: 'polls/new', name: 'poll-new', component: () => import('./pages/PollEditPage.vue') },
  { path: 'polls/shows/new', name: 'show-new', component: () => import('./pages/ShowEditPage.vue') },
  { path: 'polls/shows/:id', name: 'show', component: () => import('./pages/ShowEditPage.vue'), props: true },
  { path: 'polls/:id', name: 'poll', component: () => import('./pages/PollPage.vue'), props: true },
  { path: 'polls/:id/edit', name: 'poll-edit', component: () => import('./pages/PollEditPage.vue'), props: true },
  { path: 'v/:code', name: 'poll-code', component: () => import('./pages/PollCodePage.vue'), props: true },
]

/** They have the whole screen, without the page around them. */
export const screenRoutes: RouteRecordRaw[] = [
  {
    path: '/polls/shows/:id/screen',
    name: 'show-screen',
    component: () => import('./pages/ShowScreenPage.vue'),
    props: true,
  },
  {
    path: '/polls/:id/screen',
    name: 'poll-screen',
    component: () => import('./pages/PollScreenPage.vue'),
    props: true,
  },
]

import type { RouteRecordRaw } from 'vue-router'

const ChatPage = () => import('./pages/ChatPage.vue')

/** `room` is a room's id or its name; `?at=` points at a message. */
export const chatRoutes: RouteRecordRaw[] = [
  { path: 'chat', name: 'chat', component: ChatPage, meta: { full: true, edges: true } },
  {
    path: 'chat/:room',
    name: 'room',
    component: ChatPage,
    props: true,
    meta: { full: true, edges: true, alone: true },
  },
]

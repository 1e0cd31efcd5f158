import type { RouteRecordRaw } from 'vue-router'

export const ticketRoutes: RouteRecordRaw[] = [
  { path: 'tickets', name: 'tickets', component: () => import('./pages/TicketsPage.vue') },
  { path: 'tickets/new', name: 'ticket-new', component: () => import('./pages/NewTicketPage.vue') },
  { path: 'tickets/:id', name: 'ticket', component: () => import('./pages/TicketPage.vue'), props: true },
]

/** It has the whole screen, without the page around it. */
export const ticketScreenRoutes: RouteRecordRaw[] = [
  {
    path: '/tickets/:id/go-no-go',
    name: 'go-no-go',
    component: () => import('./pages/GoNoGoPage.vue'),
    props: true,
  },
]

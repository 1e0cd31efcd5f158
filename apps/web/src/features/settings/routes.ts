import type { RouteRecordRaw } from 'vue-router'

export const settingsRoutes: RouteRecordRaw[] = [
  {
    path: 'settings',
    component: () => import('./pages/SettingsPage.vue'),
    children: [
      { path: '', name: 'settings', redirect: { name: 'settings-appearance' } },
      { path: 'appearance', name: 'settings-appearance', component: () => import('./pages/AppearancePage.vue') },
      { path: 'people', name: 'settings-people', component: () => import('./pages/PeoplePage.vue') },
      { path: 'tokens', name: 'settings-tokens', component: () => import('./pages/TokensPage.vue') },
      {
        path: 'notifications',
        name: 'settings-notifications',
        component: () => import('./pages/NotificationsPage.vue'),
      },
      { path: 'freezes', name: 'settings-freezes', component: () => import('./pages/FreezesPage.vue') },
      { path: 'delegations', name: 'settings-delegations', component: () => import('./pages/DelegationsPage.vue') },
      { path: 'calendar', name: 'settings-calendar', component: () => import('./pages/CalendarPage.vue') },
      { path: 'sessions', name: 'settings-sessions', component: () => import('./pages/SessionsPage.vue') },
      { path: 'password', name: 'settings-password', component: () => import('./pages/PasswordPage.vue') },
      { path: 'delivery', name: 'settings-delivery', component: () => import('./pages/DeliveryPage.vue') },
      { path: 'about', name: 'settings-about', component: () => import('./pages/AboutPage.vue') },
    ],
  },
]

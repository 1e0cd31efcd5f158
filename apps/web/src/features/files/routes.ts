import type { RouteRecordRaw } from 'vue-router'
import { withTexts } from '../../shared/i18n/i18n.ts'

export const fileRoutes: RouteRecordRaw[] = [
  {
    path: 'servers/:id/files',
    name: 'server-files',
    component: withTexts('files', () => import('./pages/FilesPage.vue')),
    props: ({ params, query }) => ({ id: params.id, path: typeof query.path === 'string' ? query.path : null }),
  },
  {
    path: 'servers/:id/files/edit',
    name: 'server-file',
    meta: { full: true },
    component: withTexts('files', () => import('./pages/FileEditPage.vue')),
    props: ({ params, query }) => ({
      id: params.id,
      path: typeof query.path === 'string' ? query.path : '',
      isNew: 'new' in query,
    }),
  },
]

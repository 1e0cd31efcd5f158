import type { RouteRecordRaw } from 'vue-router'
import { loadTexts } from '../../shared/i18n/i18n.ts'

/** The page comes with its texts. */
const withTexts =
  <Page>(page: () => Promise<Page>) =>
  async () =>
    (await Promise.all([page(), loadTexts('files')]))[0]

export const fileRoutes: RouteRecordRaw[] = [
  {
    path: 'servers/:id/files',
    name: 'server-files',
    component: withTexts(() => import('./pages/FilesPage.vue')),
    props: ({ params, query }) => ({ id: params.id, path: typeof query.path === 'string' ? query.path : null }),
  },
  {
    path: 'servers/:id/files/edit',
    name: 'server-file',
    meta: { full: true },
    component: withTexts(() => import('./pages/FileEditPage.vue')),
    props: ({ params, query }) => ({
      id: params.id,
      path: typeof query.path === 'string' ? query.path : '',
      isNew: 'new' in query,
    }),
  },
]

import { type InjectionKey, inject, type Ref } from 'vue'
import { graphql, type ResultOf } from './tada.ts'

export const viewerQuery = graphql(`
  query Viewer {
    viewer { id username displayName role mustChangePassword }
  }
`)

export type Viewer = NonNullable<ResultOf<typeof viewerQuery>['viewer']>
export type Role = Viewer['role']

const rank: Record<Role, number> = { VIEWER: 0, DEVELOPER: 1, OPERATOR: 2, ADMIN: 3 }

export const viewerKey: InjectionKey<Ref<Viewer | null>> = Symbol('viewer')

/** Who looks at the page. The server judges rights again; the page only leaves out what cannot work. */
export function useViewer() {
  const viewer = inject(viewerKey)
  if (!viewer) throw new Error('no viewer provided')
  return { viewer, may: (role: Role) => viewer.value !== null && rank[viewer.value.role] >= rank[role] }
}

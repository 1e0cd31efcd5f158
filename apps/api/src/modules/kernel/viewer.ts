export type Role = 'ADMIN' | 'OPERATOR' | 'DEVELOPER' | 'VIEWER'

/** Who asks. Services take it as their first argument and judge rights themselves; there is no other place for that. */
export interface Viewer {
  userId: string
  username: string
  displayName: string
  role: Role
  /** The session that the request came with; null for API tokens. */
  sessionId: string | null
  /** The API token that the request came with; null for sessions. */
  apiTokenId: string | null
  /** The environments in which they may for a time do what a PRODUCTION one takes an OPERATOR for; left out: none. */
  grantedEnvironmentIds?: readonly string[]
  /** The address that the request came from; left out: nobody asked. */
  address?: string
  /** As git knows them; left out: by none. */
  gitEmails?: readonly string[]
}

/** Somebody in whose name things are done while they are not there. */
export const askerOf = ({
  id,
  username,
  displayName,
  role,
}: Pick<Viewer, 'username' | 'displayName' | 'role'> & { id: string }): Viewer => ({
  ...{ userId: id, username, displayName, role },
  ...{ sessionId: null, apiTokenId: null },
})

const rank: Record<Role, number> = { VIEWER: 0, DEVELOPER: 1, OPERATOR: 2, ADMIN: 3 }

export const hasRole = (viewer: Pick<Viewer, 'role'>, atLeast: Role) => rank[viewer.role] >= rank[atLeast]

import type { TicketStatus } from './operations.ts'
import { filterStatuses } from './ticket-state.ts'

export const scopes = ['MY_TASKS', 'MINE', 'COPIED', 'ALL'] as const
export type Scope = (typeof scopes)[number]

/** What the list shows; it stands in the address, so that it can be kept and passed on. */
export interface ListFilter {
  scope: Scope
  status: TicketStatus | null
  flowId: string | null
  search: string
}

type Query = Readonly<Record<string, unknown>>
const one = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)

export function filterOf(query: Query): ListFilter {
  return {
    scope: scopes.find((scope) => scope === query.scope) ?? 'MY_TASKS',
    status: filterStatuses.find((status) => status === query.status) ?? null,
    flowId: one(query.flow),
    search: one(query.search) ?? '',
  }
}

/** The address of a filter: only what is not as usual stands in it. */
export function queryOf({ scope, status, flowId, search }: ListFilter): Record<string, string> {
  return {
    ...(scope !== 'MY_TASKS' && { scope }),
    ...(status && { status }),
    ...(flowId && { flow: flowId }),
    ...(search.trim() && { search: search.trim() }),
  }
}

/** As the server takes it. */
export const toInput = ({ scope, status, flowId, search }: ListFilter) => ({
  scope,
  status: status ? [status] : null,
  flowId,
  search: search.trim() || null,
})

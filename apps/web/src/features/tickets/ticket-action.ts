import { nodeName } from '../../shared/flow/node-words.ts'
import type { StepStatus } from '../../shared/theme/states.ts'
import type { Ticket } from './operations.ts'

type TicketAction = NonNullable<Ticket['action']>
type ServerResult = TicketAction['results'][number]

/** What an action borrows its look from. */
export const actionState: Record<TicketAction['state'], StepStatus> = {
  QUEUED: 'PENDING',
  RUNNING: 'RUNNING',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
}

export const isUnderWay = (action: Ticket['action']) => action?.state === 'QUEUED' || action?.state === 'RUNNING'

/** What the ticket may come to do: one for each end that it may still reach. Empty once it was decided. */
export function actionsAhead({ status, steps, flowVersion }: Pick<Ticket, 'status' | 'steps' | 'flowVersion'>) {
  if (status !== 'DRAFT' && status !== 'RUNNING' && status !== 'SENT_BACK') return []
  const gone = new Set(steps.filter(({ state }) => state === 'NOT_TAKEN').map(({ nodeId }) => nodeId))
  return flowVersion.nodes.flatMap(({ id, kind, title, outcome, action }) =>
    action && outcome === 'APPROVED' && !gone.has(id)
      ? [{ id, title: nodeName({ kind, title, outcome }), action }]
      : [],
  )
}

/** It ended by itself, and well. */
export const wentWell = ({ code }: Pick<ServerResult, 'code'>) => code === 0

/** The ids of servers in an answer. */
export const serversIn = (answer: unknown): string[] =>
  Array.isArray(answer) ? answer.filter((id): id is string => typeof id === 'string') : []

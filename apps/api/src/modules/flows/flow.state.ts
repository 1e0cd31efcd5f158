import { type CallerError, conflict } from '../kernel/errors.ts'

export type FlowState = 'DRAFT' | 'PUBLISHED' | 'RETIRED'
export type FlowVerb = 'publish' | 'retire' | 'restore' | 'remove'

/** What becomes of a flow; where nothing stands, the verb is refused. A flow that is already there stays as it is. */
const becomes: Record<FlowVerb, Partial<Record<FlowState, FlowState | null>>> = {
  publish: { DRAFT: 'PUBLISHED', PUBLISHED: 'PUBLISHED' },
  retire: { PUBLISHED: 'RETIRED', RETIRED: 'RETIRED' },
  restore: { RETIRED: 'PUBLISHED', PUBLISHED: 'PUBLISHED' },
  remove: { DRAFT: null },
}

const refusals: Record<FlowVerb, string> = {
  publish: 'This flow is retired. Bring it back first (restoreFlow).',
  retire: 'This flow was never published. Remove it instead (removeFlow).',
  restore: 'This flow was never published: there is nothing to bring back. Publish it (publishFlow).',
  remove: 'This flow was published, and tickets may run by it. Retire it instead (retireFlow).',
}

/** Null: it goes. @throws CallerError CONFLICT when the state does not allow it */
export function stateAfter(verb: FlowVerb, flow: { id: string; state: FlowState }): FlowState | null {
  const next = becomes[verb][flow.state]
  if (next === undefined) throw refused(verb, flow)
  return next
}

const refused = (verb: FlowVerb, { id, state }: { id: string; state: FlowState }): CallerError =>
  conflict(refusals[verb], { flowId: id, state })

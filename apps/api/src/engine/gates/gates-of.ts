import { StepFailed } from '../errors.ts'
import type { ProbeGate } from '../probe-gate.ts'
import type { ReleaseSnapshot } from '../types.ts'

/** The step that watches on one server; only a release with gates has it. */
export const gateKey = ({ id }: { id: string }): string => `gate:${id}`

/**
 * What a release has to pass. A rollback has no gates: it is urgent, and numbers may be bad just because of what it takes away.
 */
export const gatesOf = ({ kind, gates = [] }: Pick<ReleaseSnapshot, 'kind' | 'gates'>): readonly ProbeGate[] =>
  kind === 'SHIP' ? gates : []

/** @throws StepFailed before anything has changed, where a gate can't be asked */
export function requireAskable(snapshot: ReleaseSnapshot): void {
  const lost = gatesOf(snapshot).find(({ kind, serverId }) => kind === 'COMMAND' && serverId === null)
  if (!lost) return
  throw new StepFailed(
    `The gate ${lost.name} runs its command on a server that was removed. Choose another one for it on the environment's page, and release anew.`,
  )
}

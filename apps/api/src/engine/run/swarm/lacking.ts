import type { Artifact } from '../../ports.ts'
import { findDelta } from '../found-delta.ts'
import type { Run, ServerRun } from '../run-state.ts'

/** What a swarm costs this machine at most, in artifacts. */
const SWARM_SENDS = 2

/**
 * Whether the servers have so much of the build already that sending each what it lacks is less work than a swarm. One of
 * them is asked for all that have the same earlier build.
 */
export async function littleIsLacking(run: Run, artifact: Artifact, members: readonly ServerRun[]): Promise<boolean> {
  const sample = members.find(({ builds }) => builds.length > 0)
  if (sample === undefined) return false
  // A server that does not answer now is found out about by its own upload.
  const found = await findDelta(run, sample, `upload:${sample.id}`, artifact).catch(() => null)
  if (found === null || !('delta' in found)) return false
  const base = sample.builds.find(({ directory }) => directory === found.base)?.sha256
  const alike = members.filter(({ builds }) => builds.some(({ sha256 }) => sha256 === base)).length
  const bytes = alike * found.delta.sizeBytes + (members.length - alike) * artifact.sizeBytes
  return bytes <= SWARM_SENDS * artifact.sizeBytes
}

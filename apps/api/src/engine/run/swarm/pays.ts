import { DEFAULT_DISTRIBUTION, type DistributionSetting, PAYS_FROM } from '../../distribution.ts'
import type { Run, ServerRun } from '../run-state.ts'

export const settingOf = (run: Run): DistributionSetting => run.snapshot.distribution ?? DEFAULT_DISTRIBUTION

/** Whether it is worth looking for aria2 on the servers at all. */
export function maySwarm(run: Run): boolean {
  const { peerToPeer } = settingOf(run)
  if (run.ports.swarms === undefined || peerToPeer === 'NEVER') return false
  return run.servers.length >= (peerToPeer === 'ALWAYS' ? 2 : PAYS_FROM.servers)
}

/** The servers that are to share the build; none where it does not pay. */
export function membersOf(run: Run): ServerRun[] {
  if (!maySwarm(run) || run.artifact === null) return []
  const members = run.servers.filter(
    ({ present, switched, aria2, standing }) => !present && !switched && aria2 !== null && standing === 'WAITING',
  )
  const least = settingOf(run).peerToPeer === 'ALWAYS' ? { servers: 2, bytes: 0 } : PAYS_FROM
  return members.length >= least.servers && run.artifact.sizeBytes >= least.bytes ? members : []
}

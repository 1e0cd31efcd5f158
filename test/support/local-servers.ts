import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RemoteShell } from '../../apps/api/src/engine/ports.ts'
import { localFaults, type OrderedFaults } from '../../apps/api/src/platform/ssh/local-faults.ts'
import { createLocalShell } from '../../apps/api/src/platform/ssh/local-shell.ts'
import type { WorldServer } from './release-world.ts'

/** Servers that are directories of this machine, with faults to order. */
export async function localServers(
  count: number,
): Promise<{ servers: WorldServer[]; remote: RemoteShell; faults: OrderedFaults; dispose(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'sendoff-servers-'))
  const servers = Array.from({ length: count }, (_, index) => {
    const id = `web-${index + 1}`
    return { id, home: join(directory, id) }
  })
  for (const { home } of servers) await mkdir(home)
  const faults = localFaults()
  const remote = createLocalShell({ directoryOf: (id) => join(directory, id), faults, killGraceMs: 1000 })
  return { servers, remote, faults, dispose: () => rm(directory, { recursive: true, force: true }) }
}

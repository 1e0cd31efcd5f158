import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalShell } from '../../../apps/api/src/platform/ssh/local-shell.ts'
import { createWarmShell } from '../../../apps/api/src/platform/ssh/warm-shell.ts'
import { startSshdFleet } from '../../support/fleet.ts'
import { addressOf, connectTo } from '../../support/remote.ts'
import { remoteShellContract } from './contract.ts'

remoteShellContract('a directory on this machine', async () => {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'sendoff-local-')))
  const shell = createLocalShell({ directoryOf: () => home, killGraceMs: 600 })
  return { home, connect: () => shell.connect('a', {}), close: () => rm(home, { recursive: true }) }
})

remoteShellContract('OpenSSH', async () => {
  const fleet = await startSshdFleet({ count: 1 })
  const [server] = fleet.servers
  if (server === undefined) throw new Error('no server')
  const connect = () => connectTo(addressOf(server), { limits: { killGraceMs: 600 } })
  return { home: server.root, connect, close: () => fleet.close() }
})

remoteShellContract('OpenSSH, over a connection that was kept', async () => {
  const fleet = await startSshdFleet({ count: 1 })
  const [server] = fleet.servers
  if (server === undefined) throw new Error('no server')
  const shell = createWarmShell({
    addressOf: async () => addressOf(server),
    keep: { idleMs: 600_000 },
    limits: { killGraceMs: 600 },
  })
  const connect = () => shell.connect(server.name, {})
  await (await connect()).close()
  return {
    ...{ home: server.root, connect },
    async close() {
      await shell.close()
      await fleet.close()
    },
  }
})

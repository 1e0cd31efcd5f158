import { readFileSync } from 'node:fs'
import { createCommandWorker } from '../../apps/api/src/jobs/command-worker.ts'
import { COMMAND_LIMITS } from '../../apps/api/src/modules/commands/commands.ports.ts'
import { createCommands } from '../../apps/api/src/modules/commands/commands.service.ts'
import { createInProcessBus } from '../../apps/api/src/platform/bus/in-process-bus.ts'
import { openDatabase } from '../../apps/api/src/platform/database/open.ts'
import { createSshShell } from '../../apps/api/src/platform/ssh/ssh-shell.ts'
import { createStreams } from '../../apps/api/src/streams/streams.ts'
import { addressOf } from './remote.ts'
import type { SshdServer } from './sshd-server.ts'

// A worker for commands as a process of its own, that a test may kill. FLEET is a file with [id, server] for each server.
const { DATABASE_URL: url = '', MIGRATIONS: migrations = '', FLEET: fleet = '' } = process.env
const servers = new Map<string, SshdServer>(JSON.parse(readFileSync(fleet, 'utf8')))
const database = await openDatabase({ url, migrations })
const bus = createInProcessBus()
const clock = { now: () => new Date() }
const { log, cursors } = createStreams({ database, bus, clock })
const plain = { seal: (text: string) => text, open: (text: string) => text }
const { queue, mayGoOn } = createCommands({
  ...{ prisma: database.prisma, log, cursors, bus, secrets: plain, isInForce: async () => true },
  ...{ ticketsSeenBy: () => ({}), listener: { begun: async () => {}, over: async () => {} } },
  limits: COMMAND_LIMITS,
})
const remote = createSshShell({
  async addressOf(id) {
    const server = servers.get(id)
    if (!server) throw new Error(`there is no server ${id}`)
    return addressOf(server)
  },
})
const worker = createCommandWorker({
  ...{ owner: `program-${process.pid}`, queue, mayGoOn, log, clock, bus, remote, pollMs: 100 },
  report: (error) => process.stderr.write(`${error}\n`),
})
await worker.start()
process.stdout.write('works\n')

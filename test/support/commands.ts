import { type CommandWorker, createCommandWorker } from '../../apps/api/src/jobs/command-worker.ts'
import type { Database } from '../../apps/api/src/platform/database/database.ts'
import { createSshShell } from '../../apps/api/src/platform/ssh/ssh-shell.ts'
import { type Ask, openTestApi } from './execute.ts'
import { FAKE_KEY } from './fake-adapters.ts'
import { type SshdFleet, startSshdFleet } from './fleet.ts'
import { addressOf } from './remote.ts'
import { only, type TestApi } from './tickets.ts'

/** Runs of commands on real servers, in one process. */
export interface CommandHouse {
  api: TestApi
  fleet: SshdFleet
  /** In the order of `fleet.servers`. */
  serverIds: string[]
  admin: Ask
  /** One more, beside the one that works from the start. */
  startWorker(): Promise<CommandWorker>
  close(): Promise<void>
}

interface HouseOptions {
  servers: number
  /** Another one than the embedded one; closed with the house. */
  database?: Database
  /** Whether a worker works from the start. */
  works?: boolean
}

export async function openCommandHouse({ servers, database, works = true }: HouseOptions): Promise<CommandHouse> {
  const fleet = await startSshdFleet({ count: servers })
  const serverIds: string[] = []
  const shell = createSshShell({
    addressOf: async (id) => {
      const server = fleet.servers[serverIds.indexOf(id)]
      if (!server) throw new Error(`there is no server ${id}`)
      return addressOf(server)
    },
  })
  const api = await openTestApi({ shellFor: () => shell, ...(database && { database }) })
  const admin = await api.askAsAdmin()
  const { id: credentialId } = only<{ id: string }>(
    await admin('mutation ($i: AddCredentialInput!) { addCredential(input: $i) { id } }', {
      i: { name: 'deploy', username: 'deploy', privateKey: FAKE_KEY },
    }),
  )
  for (const { name } of fleet.servers) {
    const server = { name, host: `${name}.example`, credentialId, labels: ['web'] }
    const answer = await admin('mutation ($i: AddServerInput!) { addServer(input: $i) { id } }', { i: server })
    serverIds.push(only<{ id: string }>(answer).id)
  }
  const workers: CommandWorker[] = []
  async function startWorker() {
    const { queue, mayGoOn } = api.services.commands
    const worker = createCommandWorker({
      ...{ owner: `worker-${workers.length}`, queue, mayGoOn, log: api.log, clock: api.clock, bus: api.bus },
      ...{ remote: shell, beatMs: 100, pollMs: 200 },
      report: (error) => void api.faults.push(error),
    })
    workers.push(worker)
    await worker.start()
    return worker
  }
  if (works) await startWorker()
  return {
    ...{ api, fleet, serverIds, admin, startWorker },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop(0)))
      await api.close()
      await database?.close()
      await fleet.close()
    },
  }
}

export const RUN = `id number state message command mayRead mayCancel parameters { name value }
  counts { state count } outputHeadSeq headSeq
  servers { serverId name state exitCode signal message startedAt finishedAt production }`

export interface Run {
  id: string
  number: number
  state: string
  message: string | null
  command: string | null
  mayRead: boolean
  mayCancel: boolean
  parameters: { name: string; value: string | null }[] | null
  counts: { state: string; count: number }[]
  outputHeadSeq: number
  headSeq: number
  servers: {
    serverId: string
    name: string
    state: string
    exitCode: number | null
    signal: string | null
    message: string | null
    startedAt: string | null
    finishedAt: string | null
    production: boolean
  }[]
}

export const askToRun = (ask: Ask, input: object) =>
  ask(`mutation ($i: RunCommandInput!) { runCommand(input: $i) { ${RUN} } }`, { i: input })
export const begin = async (ask: Ask, input: object) => only<Run>(await askToRun(ask, input))
export const lookAt = async (ask: Ask, id: string) =>
  only<Run>(await ask(`query ($id: ID!) { commandRun(id: $id) { ${RUN} } }`, { id }))

/** Follows a run to its end, and answers how it stands then. */
export async function ended(api: TestApi, token: string, id: string): Promise<Run> {
  const ending = new AbortController()
  const document = 'subscription ($id: ID!) { commandEvents(runId: $id, after: 0) { seq runState } }'
  for await (const { commandEvents } of api.follow(token, document, { id }, ending.signal)) {
    if (['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(commandEvents.runState)) break
  }
  ending.abort()
  return lookAt(api.askAs(token), id)
}

/** Everything that a run printed so far, server by server. */
export async function printed(ask: Ask, id: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (let after = 0; ; ) {
    const document =
      'query ($id: ID!, $after: Int!) { commandOutput(runId: $id, after: $after, limit: 1000) { chunks { seq stepKey text } } }'
    const { chunks } = only<{ chunks: { seq: number; stepKey: string; text: string }[] }>(
      await ask(document, { id, after }),
    )
    const last = chunks.at(-1)
    if (!last) return texts
    after = last.seq
    for (const { stepKey, text } of chunks) texts.set(stepKey, (texts.get(stepKey) ?? '') + text)
  }
}

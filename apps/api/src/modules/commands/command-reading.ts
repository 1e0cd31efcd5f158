import type { EventCursors, StoredEvent } from '../../streams/event-log.ts'
import { forbidden, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { followInput } from '../releases/creation/release.input.ts'
import { createStoredOutput } from '../releases/log/stored-output.ts'
import type { OutputPayload } from '../releases/release.events.ts'
import { type CommandChange, commandOutputStream, commandStream } from './command.events.ts'
import type { CommandTargetState } from './command.state.ts'
import type { CommandAccess } from './command-access.ts'
import { guardCommands } from './commands.policy.ts'
import type { CommandPorts } from './commands.ports.ts'

/** A quiet stream tells its head this often; the contract promises 25 s. */
const HEARTBEAT_MS = 20_000

/** A heartbeat's payload is null. */
export type CommandEvent = StoredEvent<CommandChange | null>
export type CommandOutput = StoredEvent<OutputPayload | null>

interface Wish {
  after?: number | null
  stepKey?: string | null
  signal: AbortSignal
}

interface Counts {
  id: string
  counts: { state: CommandTargetState; count: number }[]
}

/** Reads runs, and follows them live; streams end when the viewer's session or rights do. */
export function createCommandReading({ prisma, log, cursors, isInForce }: CommandPorts, access: CommandAccess) {
  async function assertThere(viewer: Viewer, id: string): Promise<void> {
    guardCommands(viewer, 'commandRun')
    const found = isId(id) ? await prisma.commandRun.count({ where: { id } }) : 0
    if (found === 0) throw notFound('command')
  }

  async function assertReads(viewer: Viewer, id: string): Promise<void> {
    await assertThere(viewer, id)
    if (!(await access.accessTo(viewer, [id])).get(id)?.reads)
      throw forbidden('see what this command printed', 'OPERATOR, or the right to work on all of its servers')
  }

  const output = createStoredOutput({ log, streamOf: commandOutputStream, assertVisible: assertReads })

  async function titles(id: string) {
    const targets = await prisma.commandTarget.findMany({ where: { runId: id } })
    const names = new Map(targets.map(({ serverKey, serverName }) => [serverKey, serverName]))
    return (key: string) => names.get(key) ?? key
  }

  const follow = (streamId: string, wish: Wish, stillAllowed: () => Promise<boolean>, userId: string) => {
    const { after, stepKey } = parseInput(followInput, { after: wish.after, stepKey: wish.stepKey })
    return cursors.follow(streamId, {
      ...{ after: after ?? null, key: stepKey ?? null, signal: wish.signal, heartbeatMs: HEARTBEAT_MS },
      scope: 'everybody',
      access: { userId, stillAllowed },
    }) as ReturnType<EventCursors['follow']>
  }

  return {
    async followCommand(viewer: Viewer, id: string, wish: Wish): Promise<AsyncIterable<CommandEvent>> {
      await assertThere(viewer, id)
      return follow(commandStream(id), wish, () => isInForce(viewer), viewer.userId) as AsyncIterable<CommandEvent>
    },

    /** @throws CallerError NOT_FOUND, FORBIDDEN */
    async followCommandOutput(viewer: Viewer, id: string, wish: Wish): Promise<AsyncIterable<CommandOutput>> {
      await assertReads(viewer, id)
      const stillAllowed = () => access.stillReads(viewer, id)
      return follow(commandOutputStream(id), wish, stillAllowed, viewer.userId) as AsyncIterable<CommandOutput>
    },

    /** One page of stored output. @throws CallerError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN */
    commandOutput: output.readOutput,

    /** The whole output as text, for a download; of all servers, or of one. */
    wholeCommandOutput: (viewer: Viewer, id: string, serverId: string | null) =>
      output.wholeOutput(viewer, id, serverId, () => titles(id)),

    accessTo: access.accessTo,

    /** Where the streams of runs end: of what changed, and of what was printed. */
    async headsOf(ids: string[]): Promise<Map<string, { headSeq: number; outputHeadSeq: number }>> {
      const positions = await log.positions([...ids.map(commandStream), ...ids.map(commandOutputStream)])
      const headOf = (stream: string) => positions.get(stream)?.head ?? 0
      return new Map(
        ids.map((id) => [id, { headSeq: headOf(commandStream(id)), outputHeadSeq: headOf(commandOutputStream(id)) }]),
      )
    },

    async countsOf(ids: string[]): Promise<Map<string, Counts['counts']>> {
      const rows = await prisma.$queryRaw<Counts[]>`
        SELECT id, json_agg(json_build_object('state', state, 'count', count) ORDER BY state) AS counts
        FROM (SELECT "runId" AS id, state, count(*)::int AS count FROM "CommandTarget" WHERE "runId" = ANY(${ids}) GROUP BY 1, 2) c
        GROUP BY id`
      return new Map(rows.map(({ id, counts }) => [id, counts]))
    },

    /** For heartbeats, which come from the stream alone. */
    async runStateOfStream(streamId: string) {
      const id = streamId.slice(commandStream('').length)
      return (await prisma.commandRun.findUniqueOrThrow({ where: { id }, select: { state: true } })).state
    },
  }
}

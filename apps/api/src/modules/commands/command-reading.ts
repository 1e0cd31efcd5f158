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

/** What changes about many runs at once, with the heads of their streams at the same moment. */
export interface RunNow {
  id: string
  counts: { state: CommandTargetState; count: number }[]
  headSeq: number
  outputHeadSeq: number
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

    async runsNow(ids: string[]): Promise<Map<string, RunNow>> {
      const rows = await prisma.$queryRaw<RunNow[]>`
        SELECT r.id,
          COALESCE((SELECT "lastSeq" FROM "Stream" WHERE id = ${commandStream('')} || r.id), 0) AS "headSeq",
          COALESCE((SELECT "lastSeq" FROM "Stream" WHERE id = ${commandOutputStream('')} || r.id), 0) AS "outputHeadSeq",
          (SELECT json_agg(json_build_object('state', c.state, 'count', c.count) ORDER BY c.state)
            FROM (SELECT t.state, count(*)::int AS count FROM "CommandTarget" t WHERE t."runId" = r.id GROUP BY t.state) c) AS counts
        FROM "CommandRun" r WHERE r.id = ANY(${ids})`
      return new Map(rows.map((row) => [row.id, row]))
    },

    /** For heartbeats, which come from the stream alone. */
    async runStateOfStream(streamId: string) {
      const id = streamId.slice(commandStream('').length)
      return (await prisma.commandRun.findUniqueOrThrow({ where: { id }, select: { state: true } })).state
    },
  }
}

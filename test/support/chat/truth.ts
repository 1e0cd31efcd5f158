import type pg from 'pg'
import { expect } from 'vitest'
import type { Listener } from './listener.ts'
import type { Speaker } from './speaker.ts'

export interface LoggedEvent {
  seq: number
  kind: string
  clientId: string | null
}

/** What the database says happened in a room. */
export async function logOf(database: pg.Pool, roomId: string): Promise<LoggedEvent[]> {
  const { rows } = await database.query<LoggedEvent>(
    `SELECT seq, kind, payload->'message'->>'clientId' AS "clientId"
     FROM "StreamEvent" WHERE "streamId" = $1 ORDER BY seq`,
    [`room:${roomId}`],
  )
  return rows
}

/**
 * Nothing lost, nothing twice, nothing unexpected, the same order everywhere: each listener has the log, the log has every
 * text that somebody sent exactly once, at the seq that was acknowledged, and in the order in which its author sent them.
 */
export async function expectSameTruth(log: LoggedEvent[], listeners: Listener[], speakers: Speaker[]): Promise<void> {
  expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: log.length }, (_, n) => n + 1))
  const head = log.length
  await Promise.all(listeners.map((listener) => listener.reach(head)))
  for (const listener of listeners) {
    expect(listener.faults, listener.transport).toEqual([])
    expect(listener.holes, listener.transport).toEqual([])
    expect(
      listener.events.map(({ seq, kind, clientId }) => ({ seq, kind, clientId })),
      listener.transport,
    ).toEqual(log)
  }
  const logged = new Map(log.flatMap(({ seq, clientId }) => (clientId === null ? [] : [[clientId, seq]])))
  const messages = log.filter(({ kind }) => kind === 'MESSAGE')
  expect(logged.size).toBe(messages.length)
  const said = speakers.flatMap((speaker) => speaker.said)
  expect(messages.length).toBe(said.length)
  expect(said.filter(({ clientId, seq }) => logged.get(clientId) !== seq)).toEqual([])
  for (const speaker of speakers) {
    const seqs = speaker.said.map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.toSorted((one, other) => one - other))
  }
}

/** From the acknowledgement to the arrival at a listener, in ms, for everything said since a moment; ascending. */
export function delaysSince(moment: number, listeners: Listener[], speakers: Speaker[]): number[] {
  const acknowledgedAt = new Map(
    speakers.flatMap(({ said }) =>
      said
        .filter(({ acknowledgedAt }) => acknowledgedAt >= moment)
        .map(({ clientId, acknowledgedAt }) => [clientId, acknowledgedAt]),
    ),
  )
  return listeners
    .flatMap(({ events }) =>
      events.flatMap(({ clientId, cameAt }) => {
        const at = clientId === null ? undefined : acknowledgedAt.get(clientId)
        return at === undefined ? [] : [Math.max(0, cameAt - at)]
      }),
    )
    .sort((one, other) => one - other)
}

export const percentile = (ascending: number[], share: number) =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN

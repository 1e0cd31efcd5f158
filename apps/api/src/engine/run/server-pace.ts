import type { Artifact, Delta } from '../ports.ts'
import { fadeSlowness, learnLink, learnSlowness, type Pace, UNKNOWN_PACE } from '../sending/pace.ts'
import { expectedPrice } from '../sending/pays.ts'
import type { Marks } from './marks.ts'
import type { Run, ServerRun } from './run-state.ts'

/** What earlier uploads told of a server. What cannot be read is as unknown: it is only time. */
export async function paceOf({ ports }: Run, server: ServerRun): Promise<Pace> {
  server.pace ??= (await ports.paces?.of(server.id).catch(() => null)) ?? UNKNOWN_PACE
  return server.pace
}

interface Transferred {
  bytes: number
  marks: Marks
}

/** Learns from an artifact that was sent whole. */
export const learnFromWhole = (run: Run, server: ServerRun, sent: Transferred): Promise<void> =>
  learn(run, server, (pace) => fadeSlowness(afterTransfer(pace, sent)))

/** Learns from a build that was put together. @param askedMs how long it took to find out what is missing */
export async function learnFromDelta(
  run: Run,
  server: ServerRun,
  artifact: Artifact,
  delta: Delta,
  sent: Transferred & { askedMs: number },
): Promise<void> {
  const joinedMs = sent.marks.between('arrived', 'joined')
  const expected = expectedPrice({ tarBytes: delta.tarBytes, files: artifact.fileCount })
  await learn(run, server, (before) => {
    const pace = afterTransfer(before, sent)
    return joinedMs === null ? pace : learnSlowness(pace, (sent.askedMs + joinedMs) / 1000, expected)
  })
}

function afterTransfer(pace: Pace, { bytes, marks }: Transferred): Pace {
  const ms = marks.between('ready', 'arrived')
  return ms === null || bytes === 0 ? pace : learnLink(pace, { bytes, ms })
}

async function learn(run: Run, server: ServerRun, from: (pace: Pace) => Pace): Promise<void> {
  const before = await paceOf(run, server)
  server.pace = from(before)
  if (server.pace !== before) await run.ports.paces?.keep(server.id, server.pace).catch(() => undefined)
}

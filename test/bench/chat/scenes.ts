import { setTimeout as pause } from 'node:timers/promises'
import type { ChatServer } from './contestant.ts'
import { type Crowd, createCrowd, untilAllHave } from './crowd.ts'
import { cpuMs } from './process-figures.ts'

export interface SteadyScene {
  users: number
  /** Texts per second in the room, from all senders together. */
  rate: number
  /** Whether one more member is cut off for two seconds and comes back. */
  withCut: boolean
}

export interface SteadyResult {
  /** Of the server's process, per message that reached a member. */
  cpuMicros: number
  /** From sending to arrival, in ms. */
  p50: number
  p99: number
  /** From the acknowledgement to arrival at the others, in ms. */
  afterAcknowledgement99: number
  /** Deliveries that never came. */
  lost: number
  doubled: number
  /** What the member that was cut lacks at the end; null without a cut. */
  missedInCut: number | null
}

/** Everybody joins, and a text reaches all of them, so that what is measured is a room that works. */
export async function gather(server: ChatServer, size: number): Promise<Crowd> {
  const crowd = createCrowd({ port: server.port, dialect: server.dialect, size })
  await crowd.join()
  for (let attempt = 0; attempt < 40; attempt++) {
    if (await untilAllHave(crowd, crowd.send(attempt % size), 1_000)) return crowd
  }
  crowd.leave()
  throw new Error(`After 40 s a text had still not reached all ${size} members.`)
}

/** Sends at an even pace, members in turns, whether or not the server keeps up. Returns the last text's number. */
export async function speak(
  crowd: Crowd,
  { rate, seconds, senders }: { rate: number; seconds: number; senders: number },
): Promise<number> {
  const start = performance.now()
  let last = -1
  for (let n = 0; n < rate * seconds; ) {
    const due = Math.min(rate * seconds, ((performance.now() - start) / 1000) * rate)
    for (; n < due; n++) last = crowd.send(n % senders)
    await pause(Math.min(5, 1000 / rate))
  }
  return last
}

const CUT_AFTER_MS = 1_500
const CUT_MS = 2_000

export async function measureSteady(server: ChatServer, scene: SteadyScene, seconds: number): Promise<SteadyResult> {
  const crowd = await gather(server, scene.users + (scene.withCut ? 1 : 0))
  try {
    // One second first, for compilers and caches of both sides.
    await untilAllHave(crowd, await speak(crowd, { ...scene, seconds: 1, senders: scene.users }), 20_000)
    if (scene.withCut) crowd.setApart(scene.users)
    const figures = crowd.measure()
    const before = cpuMs(server.pid)
    const [last] = await Promise.all([
      speak(crowd, { rate: scene.rate, seconds, senders: scene.users }),
      scene.withCut ? cutOnce(crowd, scene.users) : null,
    ])
    await untilAllHave(crowd, last, 20_000)
    const cpu = cpuMs(server.pid) - before
    if (scene.withCut) await pause(500)
    return {
      cpuMicros: (cpu * 1000) / figures.deliveries,
      p50: figures.toVisible.percentile(0.5) ?? Number.NaN,
      p99: figures.toVisible.percentile(0.99) ?? Number.NaN,
      afterAcknowledgement99: figures.acknowledgedToVisible.percentile(0.99) ?? Number.NaN,
      lost: figures.missingInAll(),
      doubled: figures.doubled(),
      missedInCut: scene.withCut ? figures.missing(scene.users) : null,
    }
  } finally {
    crowd.leave()
  }
}

async function cutOnce(crowd: Crowd, member: number) {
  await pause(CUT_AFTER_MS)
  crowd.cut(member)
  await pause(CUT_MS)
  await crowd.comeBack(member)
}

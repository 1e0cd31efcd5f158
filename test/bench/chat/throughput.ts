import { setTimeout as pause } from 'node:timers/promises'
import type { ChatServer } from './contestant.ts'
import { untilAllHave } from './crowd.ts'
import { gather, speak } from './scenes.ts'

const SENDERS = 50
const SECONDS = 5

export interface Throughput {
  /** Acknowledged, so committed, messages per second. */
  perSecond: number
  lost: number
}

/** How many messages of 50 senders one room takes, each sending its next one when the last one is acknowledged. */
export async function measureThroughput(server: ChatServer): Promise<Throughput> {
  const crowd = await gather(server, SENDERS)
  try {
    const figures = crowd.measure()
    const start = performance.now()
    const end = start + SECONDS * 1000
    let acknowledged = 0
    let last = 0
    await Promise.all(
      Array.from({ length: SENDERS }, async (_, member) => {
        while (performance.now() < end) {
          const text = crowd.send(member)
          last = Math.max(last, text)
          await crowd.acknowledged(text)
          acknowledged += 1
        }
      }),
    )
    const perSecond = (acknowledged / (performance.now() - start)) * 1000
    await untilAllHave(crowd, last, 10_000)
    return { perSecond, lost: figures.missingInAll() }
  } finally {
    crowd.leave()
  }
}

/** The time until a message is acknowledged, p99 in ms, at this many messages per second from 50 senders. */
export async function measureAcknowledgement(server: ChatServer, rate: number): Promise<number> {
  const crowd = await gather(server, SENDERS)
  try {
    const figures = crowd.measure()
    const last = await speak(crowd, { rate, seconds: SECONDS, senders: SENDERS })
    await crowd.acknowledged(last)
    await pause(100)
    return figures.toAcknowledged.percentile(0.99) ?? Number.NaN
  } finally {
    crowd.leave()
  }
}

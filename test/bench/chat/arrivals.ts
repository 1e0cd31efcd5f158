import type { ChatServer } from './contestant.ts'
import { createCrowd, untilAllHave } from './crowd.ts'

const MEMBERS = 1_000

export interface Arrivals {
  /** Until all sockets were open, signed in and subscribed, in ms. */
  joinMs: number
  /** Until all had come back after all were cut at once, and had what was said meanwhile, in ms. */
  stormMs: number
  lost: number
}

/** A thousand members come at once, are cut at once, and come back at once. */
export async function measureArrivals(server: ChatServer): Promise<Arrivals> {
  const crowd = createCrowd({ port: server.port, dialect: server.dialect, size: MEMBERS })
  try {
    const start = performance.now()
    await crowd.join()
    const joinMs = performance.now() - start
    const first = crowd.send(0)
    await untilAllHave(crowd, first, 10_000)

    const figures = crowd.measure()
    // One stays, to say something while all others are away.
    for (let member = 1; member < MEMBERS; member++) crowd.cut(member)
    const missed = Array.from({ length: 20 }, () => crowd.send(0))
    await crowd.acknowledged(missed.at(-1) ?? 0)
    const cutAt = performance.now()
    void Promise.all(Array.from({ length: MEMBERS - 1 }, (_, n) => crowd.comeBack(n + 1)))
    await untilAllHave(crowd, missed.at(-1) ?? 0, 30_000)
    return { joinMs, stormMs: performance.now() - cutAt, lost: figures.missingInAll() }
  } finally {
    crowd.leave()
  }
}

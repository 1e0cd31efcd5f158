import type { ChatServer } from './contestant.ts'
import { type Crowd, untilAllHave } from './crowd.ts'
import { gather, speak } from './scenes.ts'

const MEMBERS = 200
const SENDERS = 50
const SECONDS = 3
const MOST_P99_MS = 250
const FIRST_RATE = 12
const LARGEST_RATE = 4_000
const HALVINGS = 4

/** The most deliveries per second that one room of 200 sustains with p99 ≤ 250 ms and nothing lost. */
export async function measureMost(server: ChatServer): Promise<number> {
  const crowd = await gather(server, MEMBERS)
  try {
    let good = 0
    let bad = FIRST_RATE
    try {
      while (bad <= LARGEST_RATE && (await sustains(crowd, bad))) {
        good = bad
        bad *= 2
      }
      for (let n = 0; n < HALVINGS && bad <= LARGEST_RATE; n++) {
        const middle = Math.round((good + bad) / 2)
        if (await sustains(crowd, middle)) good = middle
        else bad = middle
      }
    } catch (error) {
      // Who is refused can't go on measuring: what was good before counts, and why it ended is told.
      if (good === 0) throw error
      console.log(`  more than ${good * MEMBERS} deliveries/s were not tried: ${(error as Error).message}`)
    }
    return good * MEMBERS
  } finally {
    crowd.leave()
  }
}

async function sustains(crowd: Crowd, rate: number): Promise<boolean> {
  const figures = crowd.measure()
  const last = await speak(crowd, { rate, seconds: SECONDS, senders: SENDERS })
  // Whatever is still on its way must have arrived before the next try, be this one lost or not.
  await untilAllHave(crowd, last, 10_000)
  const p99 = figures.toVisible.percentile(0.99) ?? Number.POSITIVE_INFINITY
  return p99 <= MOST_P99_MS && figures.missingInAll() === 0
}

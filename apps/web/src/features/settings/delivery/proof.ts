import type { Arrival } from './arrival.ts'
import type { Lane } from './lane.ts'
import { judgeLane, type Verdict } from './verdict.ts'

/** Three times what may be sent at once, so that it also has to wait for its turn. */
export const proofMessages = 15
/** After the last message a lane may be in its longest wait between two attempts, and then poll. */
const patienceMs = 60_000
const cutEveryMs = { least: 500, most: 1_200 }
const cutForMs = { least: 300, most: 2_500 }

export interface ProofParts {
  lanes: readonly Lane[]
  /** The room's head before it begins: what comes behind it is the stretch that is judged. */
  head: number
  send(count: number): Promise<number[]>
  /** One question to the log: its entries behind `after`, as many as a page holds; null when it could not be asked. */
  readLog(after: number): Promise<readonly Arrival[] | null>
  random(): number
  now(): number
  pause(ms: number): Promise<void>
  /** Somebody left the page. */
  isOver(): boolean
  onCut(lane: number): void
}

/** Sends a run of messages, cuts the lanes at random meanwhile, and holds what each of them has against the log. */
export async function prove(parts: ProofParts): Promise<Verdict[] | null> {
  const { lanes, head, random, pause, isOver } = parts
  const between = ({ least, most }: { least: number; most: number }) => least + random() * (most - least)
  let sending = true

  async function cutAtRandom() {
    while (sending && !isOver()) {
      const index = Math.min(lanes.length - 1, Math.floor(random() * lanes.length))
      lanes[index]?.cut(between(cutForMs))
      parts.onCut(index)
      await pause(between(cutEveryMs))
    }
  }

  for (const lane of lanes) lane.resume()
  const cutting = cutAtRandom()
  const seqs = await parts.send(proofMessages)
  sending = false
  await cutting
  const end = seqs.at(-1)
  if (end === undefined) return null
  const deadline = parts.now() + patienceMs
  while (!isOver() && parts.now() < deadline && lanes.some(({ state }) => state.cursor < end)) await pause(100)
  if (isOver()) return null
  const log = (await parts.readLog(head))?.filter(({ seq }) => seq <= end)
  const last = log?.at(-1)?.seq
  if (!log || last === undefined) return null
  const inStretch = ({ seq }: Arrival) => seq > head && seq <= last
  return lanes.map(({ state }) => judgeLane(log, state.arrivals.filter(inStretch)))
}

import { expect, test } from 'vitest'
import type { Arrival } from './arrival.ts'
import type { Lane, LaneState } from './lane.ts'
import { prove } from './proof.ts'
import { isFaultless, judgeLane } from './verdict.ts'

const entry = (seq: number, text = `words ${seq}`): Arrival => ({
  seq,
  kind: 'MESSAGE',
  clientId: `c${seq}`,
  author: 'Ada',
  text,
  at: 0,
  arrivedAt: 0,
})
const log = [1, 2, 3].map((seq) => entry(seq))

test('a lane that has the log is faultless', () => {
  const verdict = judgeLane(log, log)
  expect(verdict).toEqual({ expected: 3, received: 3, missing: [], twice: [], foreign: [], inOrder: true })
  expect(isFaultless(verdict)).toBe(true)
})

test.each([
  ['one is missing', [1, 3], { missing: [2], received: 2 }],
  ['one came twice', [1, 2, 2, 3], { twice: [2], inOrder: false, received: 3 }],
  ['two changed places', [2, 1, 3], { inOrder: false, missing: [] }],
  ['one is not in the log', [1, 2, 3, 4], { foreign: [4] }],
  ['nothing came', [], { missing: [1, 2, 3], received: 0 }],
])('%s', (_, seqs, expected) => {
  const verdict = judgeLane(
    log,
    seqs.map((seq) => entry(seq)),
  )
  expect(verdict).toMatchObject(expected)
  expect(isFaultless(verdict)).toBe(false)
})

test('the same place with other words is a fault', () => {
  expect(judgeLane(log, [entry(1), entry(2, 'other words'), entry(3)]).foreign).toEqual([2])
})

/** A lane that has some of the log. */
function lane(arrivals: Arrival[]): Lane & { done: string[] } {
  const done: string[] = []
  const note = (word: string) => () => void done.push(word)
  return {
    done,
    state: { cursor: arrivals.at(-1)?.seq ?? 0, arrivals } as unknown as LaneState,
    cut: note('cut'),
    delay: note('delay'),
    use: note('use'),
    pause: note('pause'),
    resume: note('resume'),
    stop: note('stop'),
  }
}

function proofOf(lanes: Lane[], options: { over?: () => boolean; seqs?: number[]; log?: Arrival[] | null } = {}) {
  let now = 0
  return prove({
    lanes,
    head: 1,
    send: async () => options.seqs ?? [2, 4],
    readLog: async () => (options.log === undefined ? [2, 3, 4, 5].map((seq) => entry(seq)) : options.log),
    random: () => 0.5,
    now: () => now,
    async pause(ms) {
      now += ms
    },
    isOver: options.over ?? (() => false),
    onCut: () => {},
  })
}

test('what was there before and what came behind the last message does not count; what others wrote between does', async () => {
  const good = lane([1, 2, 3, 4, 5].map((seq) => entry(seq)))
  const bad = lane([2, 4].map((seq) => entry(seq)))
  const verdicts = await proofOf([good, bad])
  expect(verdicts?.map((verdict) => [isFaultless(verdict), verdict.missing])).toEqual([
    [true, []],
    [false, [3]],
  ])
  // Paused and closed lanes take part too, and somebody is cut.
  for (const each of [good, bad]) expect(each.done[0]).toBe('resume')
  expect([...good.done, ...bad.done]).toContain('cut')
})

test('a lane that never catches up is judged all the same', async () => {
  const [verdict] = (await proofOf([lane([entry(2)])])) ?? []
  expect(verdict?.missing).toEqual([3, 4])
})

test('without messages or the log, and for nobody, there is no verdict', async () => {
  const good = lane([2, 3, 4].map((seq) => entry(seq)))
  expect(await proofOf([good], { seqs: [] })).toBeNull()
  expect(await proofOf([good], { log: null })).toBeNull()
  expect(await proofOf([good], { log: [] })).toBeNull()
  expect(await proofOf([good], { over: () => true })).toBeNull()
})

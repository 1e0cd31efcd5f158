import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Listener, listen } from '../../support/chat/listener.ts'
import { type ChatScene, openChatScene } from '../../support/chat/scene.ts'
import { type Speaker, speak } from '../../support/chat/speaker.ts'
import { allTransports, polling } from '../../support/chat/transports.ts'
import { delaysSince, expectSameTruth, logOf, percentile } from '../../support/chat/truth.ts'

// Twenty clients for half a minute. More and longer: SENDOFF_TEST_CHAT_CLIENTS=200 SENDOFF_TEST_CHAT_SECONDS=60; another
// order of chances: SENDOFF_TEST_SEED=…
const CLIENTS = Number(process.env.SENDOFF_TEST_CHAT_CLIENTS ?? 20)
const TROUBLE_SECONDS = Number(process.env.SENDOFF_TEST_CHAT_SECONDS ?? 20)
const isLong = process.env.SENDOFF_TEST_CHAT_CLIENTS !== undefined
const seed = Number(process.env.SENDOFF_TEST_SEED ?? 20_261)
const MESSAGES_PER_SECOND = 50
const CALM_SECONDS = 4
const SPEAKERS = 20
const timeout = 180_000 + TROUBLE_SECONDS * 3_000

let scene: ChatScene
beforeAll(async () => {
  scene = await openChatScene({ people: CLIENTS, seed })
})
afterAll(() => scene?.close())

const enter = (roomId: string): { listeners: Listener[]; speakers: Speaker[] } => {
  const url = () => scene.balancer.url
  const listeners = Array.from({ length: CLIENTS }, (_, n) => {
    const transport = allTransports[n % allTransports.length] ?? polling
    return listen(transport, { url, token: scene.personAt(n).token, roomId, after: 0 })
  })
  const speakers = Array.from({ length: SPEAKERS }, (_, n) => {
    const everyMs = (SPEAKERS / MESSAGES_PER_SECOND) * 1000
    return speak({ url, token: scene.personAt(n).token, roomId, name: `speaker-${n}`, everyMs })
  })
  return { listeners, speakers }
}

/** Redis dies and comes back empty, and one node dies and comes back, over and over, while all connections are cut in turn. */
async function makeTrouble(seconds: number) {
  scene.balancer.cutEvery({ leastMs: 5_000, mostMs: 15_000 })
  const end = performance.now() + seconds * 1000
  for (let round = 0; round === 0 || performance.now() < end; round++) {
    await pause(2_000)
    await scene.redis.kill()
    await pause(2_000)
    await scene.redis.restart()
    await pause(1_000)
    await scene.kill(round % 2)
    await pause(1_500)
    await scene.restart(round % 2)
  }
  scene.balancer.cutEvery(null)
}

test('cuts, the death of Redis and of a node: everybody has the log, and nothing twice', { timeout }, async () => {
  const roomId = await scene.openRoom('faults')
  const { listeners, speakers } = enter(roomId)
  try {
    await pause(2_000)
    const calm = performance.now()
    await pause(CALM_SECONDS * 1000)
    // Polling waits for its next turn by its nature; the other three are told at once.
    const told = listeners.filter(({ transport }) => transport !== polling.name)
    const delays = delaysSince(calm, told, speakers)
    const ofTransport = allTransports.map(({ name }) => {
      const own = delaysSince(
        calm,
        listeners.filter(({ transport }) => transport === name),
        speakers,
      )
      return `${name} ${percentile(own, 0.5).toFixed(0)}/${percentile(own, 0.99).toFixed(0)} ms`
    })

    await makeTrouble(TROUBLE_SECONDS)
    await Promise.all(speakers.map((speaker) => speaker.finish()))
    const log = await logOf(scene.database, roomId)
    await expectSameTruth(log, listeners, speakers)

    const said = speakers.flatMap((speaker) => speaker.said)
    const again = said.filter(({ attempts }) => attempts > 1).length
    const p99 = percentile(delays, 0.99)
    console.log(
      `${CLIENTS} clients, ${log.length} events, ${scene.balancer.cuts} cuts, ${again} texts sent more than once; ` +
        `in calm, from acknowledged to seen, p50/p99: ${ofTransport.join(', ')}`,
    )
    expect(said.length).toBeGreaterThan(MESSAGES_PER_SECOND * TROUBLE_SECONDS * 0.2)
    expect(scene.balancer.cuts).toBeGreaterThan(CLIENTS / 2)
    // Among other tests on the same cores a p99 tells of them; alone it must hold.
    expect(isLong ? p99 : percentile(delays, 0.5)).toBeLessThanOrEqual(250)
  } finally {
    await Promise.all([...listeners.map((listener) => listener.stop()), ...speakers.map((one) => one.finish())])
  }
})

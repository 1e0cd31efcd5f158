import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { CDPSession } from 'playwright-core'
import { openRoom } from '../support/room.ts'
import { openShop } from '../support/shop.ts'
import { printTable } from './measure.ts'

// The wall as it hangs in the office: open for an hour while things happen, turning quickly. What it keeps must not grow.
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    /** Between two releases, s. */
    release: { type: 'string', default: '20' },
    /** Between two lines of the activity, s. */
    line: { type: 'string', default: '1' },
  },
})
const minutes = Number(values.minutes)

const room = await openRoom({ servers: 2, names: ['web-1', 'web-2'] })
try {
  await room.settle()
  const shop = await openShop(room)
  const { page, context, errors } = await room.enter({ viewport: { width: 1920, height: 1080 } })
  await page.goto(`${room.url}/wall?every=5`)
  await page.getByTestId('wall-environment').first().waitFor()
  const inspector = await context.newCDPSession(page)
  await inspector.send('Performance.enable')
  let over = false
  const happening = Promise.all([every(Number(values.line), talk()), every(Number(values.release), ship())])
  const figures: Awaited<ReturnType<typeof look>>[] = []
  for (let minute = 0; minute <= minutes; minute += 1) {
    figures.push(await look(inspector))
    const last = figures.at(-1)
    console.log(`${minute} min: ${last?.megabytes.toFixed(1)} MB, ${last?.nodes} nodes, ${last?.listeners} listeners`)
    if (minute < minutes) await pause(60_000)
  }
  over = true
  await happening
  const third = Math.max(1, Math.floor(figures.length / 3))
  const mean = (part: typeof figures, of: keyof (typeof figures)[0]) =>
    part.reduce((sum, figure) => sum + figure[of], 0) / part.length
  const rows = (['megabytes', 'nodes', 'listeners'] as const).map((name) => {
    const [second, last] = [mean(figures.slice(third, 2 * third), name), mean(figures.slice(-third), name)]
    return [name, second.toFixed(1), last.toFixed(1), `${((100 * (last - second)) / second).toFixed(1)} %`]
  })
  console.log(
    `\nThe wall for ${minutes} min: what is left after a collection, mean of the second and of the last third`,
  )
  printTable([['', 'second', 'last', 'growth'], ...rows])
  if (errors.length > 0) console.log('The page complained:', errors)
  process.exitCode = errors.length > 0 ? 1 : 0

  async function every(seconds: number, act: () => Promise<unknown>) {
    while (!over) {
      await act()
      await pause(seconds * 1000)
    }
  }
  function talk() {
    let locked = false
    return () => {
      locked = !locked
      const [id, name] = [shop.environmentId, locked ? 'lockEnvironment' : 'unlockEnvironment']
      const [more, given] = locked ? [', reason: $r', { id, r: 'a pause' }] : ['', { id }]
      const document = `mutation ($id: ID!${locked ? ', $r: String!' : ''}) { ${name}(id: $id${more}) { id } }`
      return room.api.ask(document, given).catch(() => {})
    }
  }
  function ship() {
    let turn = 0
    return async () => {
      turn += 1
      // While the environment is locked it is refused: the next one has its turn.
      const id = await shop.ship(turn % 2 ? 'v1' : 'v2').catch(() => null)
      if (id !== null) await Promise.race([shop.ended(id), pause(30_000)])
    }
  }
} finally {
  await room.close()
}

async function look(inspector: CDPSession) {
  await inspector.send('HeapProfiler.collectGarbage')
  const { usedSize } = await inspector.send('Runtime.getHeapUsage')
  const { metrics } = await inspector.send('Performance.getMetrics')
  const of = (name: string) => metrics.find((each) => each.name === name)?.value ?? 0
  return { megabytes: usedSize / 1e6, nodes: of('Nodes'), listeners: of('JSEventListeners') }
}

import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// The playground over the whole product, and what the first page costs.
let room: Room
let shop: Shop

beforeAll(async () => {
  room = await openRoom({ servers: 1 })
  await room.settle()
  shop = await openShop(room)
})
afterAll(() => room?.close())

test('GraphiQL answers a query and follows a subscription with everything foreign cut off', async () => {
  const { page, context, errors } = await room.enter()
  const foreign: string[] = []
  await context.route(
    (url) => url.origin !== room.url && !/^(data|blob):/.test(url.protocol),
    (route) => {
      foreign.push(route.request().url())
      return route.abort()
    },
  )
  const open = (query: string) => page.goto(`${room.url}/graphql?query=${encodeURIComponent(query)}`)
  const result = page.locator('.result-window')
  await open('{ projects { nodes { title } } }')
  await page.locator('.graphiql-execute-button').click()
  await result.getByText('"Shop"').waitFor()

  await open('subscription { activity(after: 0) { seq kind message } }')
  await page.locator('.graphiql-execute-button').click()
  await result.getByText('"seq"').first().waitFor()
  await shop.ended(await shop.ship('v1'))
  // The editor writes its spaces as no-break spaces.
  await result.getByText(/Release\s#1\sof\sShop,\sproduction,\ssucceeded/).waitFor()
  expect(foreign).toEqual([])
  expect(errors).toEqual([])
  await context.close()
})

test('signed out, the playground asks to sign in first', async () => {
  const { page, context } = await room.browser.open()
  await page.goto(`${room.url}/graphql`)
  await page.waitForURL(/\/sign-in\?next=/)
  await page.getByLabel('User name').waitFor()
  await context.close()
})

test('sign-in and home together load at most 250 KB of script, compressed as sent', async () => {
  const { page, context } = await room.browser.open()
  const network = await context.newCDPSession(page)
  const scripts = new Set<string>()
  let bytes = 0
  network.on('Network.responseReceived', ({ type, requestId }) => type === 'Script' && scripts.add(requestId))
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength
  })
  await network.send('Network.enable')
  await page.goto(room.url)
  await page.getByLabel('User name').waitFor()
  const atSignIn = bytes
  await context.addCookies((await (await room.enter()).context.cookies()).map((cookie) => ({ ...cookie, url: '' })))
  await page.goto(room.url)
  await page.getByTestId('activity').getByRole('listitem').first().waitFor()
  await page.waitForLoadState('networkidle')
  process.stdout.write(
    `Script: ${Math.round(atSignIn / 1024)} KB for sign-in, ${Math.round(bytes / 1024)} KB with home\n`,
  )
  expect(atSignIn).toBeGreaterThan(20 * 1024)
  expect(bytes).toBeLessThanOrEqual(250 * 1024)
  await context.close()
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { looksWell } from '../support/pictures.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openTwoShops } from '../support/two-shops.ts'

let room: Room
let shops: Awaited<ReturnType<typeof openTwoShops>>
beforeAll(async () => {
  room = await openRoom({ servers: 1 })
  await room.settle()
  shops = await openTwoShops(room)
})
afterAll(() => room?.close())

it('ships two projects as one train from the page, and takes both back when the second one fails', async () => {
  const { page, errors } = await room.enter()
  const picture = (name: string) => looksWell(page, name)
  const make = async (title: string, revision: string, policy: string) => {
    await page.goto(`${room.url}/trains?new`)
    await page.locator('[name=title]').fill(title)
    // In the wrong order first: the keyboard puts it right.
    await page.locator('[name=car-0]').selectOption({ value: shops.bank })
    await page.locator('[name=car-1]').selectOption({ value: shops.shop })
    await page.locator('[name=revision-0]').fill(revision)
    await page.locator('[name=revision-1]').fill(revision)
    await page.locator('[name=revision-1]').press('Alt+ArrowUp')
    expect(await page.locator('[name=car-0]').inputValue()).toBe(shops.shop)
    await page.locator('[name=onFailure]').selectOption(policy)
    await picture('train-new')
    await page.getByTestId('create-train').click()
    await page.waitForURL(/\/trains\/[0-9a-f-]{36}$/)
  }
  const becomes = (status: string) =>
    page.locator(`[data-testid=train-status][data-status=${status}]`).first().waitFor({ timeout: 90_000 })

  await make('First', 'v1', 'STOP')
  await becomes('SUCCEEDED')
  const first = { shop: await shops.live('shop'), bank: await shops.live('bank') }
  expect(first.shop).toBe(first.bank)

  await shops.break()
  await make('Second', 'v2', 'ROLL_BACK')
  await becomes('ROLLED_BACK')
  await picture('train-rolled-back')
  expect(
    await page
      .locator('[data-testid=cars] > li')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-status'))),
  ).toEqual(['SUCCEEDED', 'FAILED'])
  expect({ shop: await shops.live('shop'), bank: await shops.live('bank') }).toEqual(first)
  await page.getByTestId('way-back').click()
  await page.locator('[data-testid=cars] > li').first().waitFor()
  await picture('train-way-back')
  await page.locator('[data-testid=cars] .number').first().click()
  await page.getByTestId('train').waitFor()

  // The very bytes that the first one made, which is all that the second place works with.
  await page.goto(`${room.url}/trains?new`)
  await page.locator('[name=title]').fill('Third')
  for (const [i, place] of [shops.shop, shops.bank].entries()) {
    await page.locator(`[name=car-${i}]`).selectOption({ value: place })
    const builds = page.locator(`[name=build-${i}]`)
    const kept = builds.locator('option', { hasText: first.shop.slice(0, 8) })
    await builds.selectOption((await kept.getAttribute('value')) ?? '')
    expect(await page.locator(`[name=revision-${i}]`).count()).toBe(0)
  }
  await picture('train-new-builds')
  await page.setViewportSize({ width: 390, height: 844 })
  await picture('train-new-builds-narrow')
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByTestId('create-train').click()
  await page.waitForURL(/\/trains\/[0-9a-f-]{36}$/)
  await becomes('SUCCEEDED')
  expect({ shop: await shops.live('shop'), bank: await shops.live('bank') }).toEqual(first)
  await picture('train-succeeded')
  const { trains } = await room.api.ask<{ trains: { nodes: { cars: { build: object }[] }[] } }>(
    '{ trains(first: 1) { nodes { cars { build { madeBy { train { title } } } } } } }',
    {},
  )
  expect(trains.nodes[0]?.cars).toEqual(Array(2).fill({ build: { madeBy: { train: { title: 'First' } } } }))

  await page.goto(`${room.url}/trains`)
  await page.getByTestId('trains').getByText('Second').first().waitFor()
  await picture('trains')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture('trains-narrow')
  await page.goto(`${room.url}/trains?new`)
  await page.locator('[name=title]').waitFor()
  await picture('train-new-narrow')
  expect(errors).toEqual([])
}, 240_000)

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

const approval = {
  ...{ required: 1, approverIds: [], approverRole: 'OPERATOR', selfApproval: false },
  ...{ expiresMinutes: 60, rollBackExempt: true },
}
const change = (id: string, input: object) =>
  room.api.ask('mutation ($id: ID!, $i: EnvironmentInput!) { updateEnvironment(id: $id, input: $i) { id } }', {
    id,
    i: input,
  })

it('is one thing to approve on Home, says what changed meanwhile, and goes with one word', async () => {
  for (const id of [shops.shop, shops.bank]) await change(id, { approval })
  const bob = await room.invite('bob')
  const { createTrain } = await room.api.ask<{ createTrain: { id: string } }>(
    'mutation ($i: CreateTrainInput!) { createTrain(input: $i) { id } }',
    {
      i: {
        title: 'Both shops for the weekend',
        cars: [shops.shop, shops.bank].map((environmentId) => ({ environmentId, revision: 'v1' })),
      },
    },
  )
  await bob.page.goto(room.url)
  const mine = bob.page.getByTestId('my-approvals').getByRole('link')
  await mine.getByText('2 cars').waitFor()
  expect(await mine.count()).toBe(1)
  await looksWell(bob.page, 'train-home')
  await mine.click()
  await bob.page.waitForURL(`${room.url}/trains/${createTrain.id}`)
  await bob.page.getByTestId('approve-train').click()
  await change(shops.bank, { restartCommand: 'true # in another way' })
  await bob.page.getByTestId('confirm').click()
  await bob.page.locator('dialog[open] [role=alert]').waitFor()
  await bob.page.locator('dialog[open]').getByRole('button', { name: 'Back' }).click()
  const drift = bob.page.getByTestId('approval-drift')
  await drift.getByText('environment.restartCommand').waitFor()
  await drift.getByText('true # in another way').waitFor()
  await looksWell(bob.page, 'train-drift')
  await bob.page.setViewportSize({ width: 390, height: 844 })
  await bob.page.emulateMedia({ colorScheme: 'dark' })
  await looksWell(bob.page, 'train-drift-narrow')
  await bob.page.getByTestId('approve-train').click()
  await bob.page.getByTestId('confirm').click()
  await bob.page.locator('[data-testid=train-status][data-status=SUCCEEDED]').waitFor({ timeout: 90_000 })
  const chinese = await room.enter({ locale: 'zh-CN', colorScheme: 'dark' })
  await chinese.page.goto(`${room.url}/trains/${createTrain.id}`)
  await chinese.page.getByText('某节失败时，已成功的保留').waitFor()
  await looksWell(chinese.page, 'train-zh')
  expect([...bob.errors, ...chinese.errors]).toEqual([])
}, 180_000)

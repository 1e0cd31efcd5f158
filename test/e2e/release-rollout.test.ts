import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRollout, type RolloutJourney, shows } from '../support/rollout-journey.ts'

// What people say to releases that run, on the page and in the room: each part ships once more. Nobody reloads a page.
let journey: RolloutJourney
beforeAll(async () => {
  journey = await openRollout()
  await journey.bob.page.goto(`${journey.room.url}/chat/Shop`)
  await journey.bob.page.getByTestId('join').click()
})
afterAll(() => journey?.room.close())

const all = [0, 1, 2]
const rolling = { rollout: { strategy: 'ROLLING', batch: '1' } }
const guided = { rollout: { guided: true } }
const live = () => Promise.all(all.map(journey.liveOn))

test('a rolling release is paused from its page: what runs ends, nothing begins until it is resumed', async () => {
  const { ada, put, take, step, card, open } = journey
  await put('gate', 0)
  const id = await open('v1', rolling)
  await step(ada.page, 'restart', 0, 'RUNNING')
  await ada.page.getByTestId('pause-resume').click()
  await ada.page.getByTestId('paused').getByText('Paused by').waitFor()
  await card(id).getByText('Paused by').waitFor()
  await take('gate', 0)
  await step(ada.page, 'check', 0, 'SUCCEEDED')
  await step(ada.page, 'upload', 1, 'BLOCKED')
  expect((await live()).map(Boolean)).toEqual([true, false, false])
  await ada.page.getByTestId('pause-resume').getByText('Resume').click()
  await shows(ada.page, 'SUCCEEDED')
  await card(id).and(journey.bob.page.locator('[data-status=SUCCEEDED]')).waitFor()
  expect((await live()).every(Boolean)).toBe(true)
})

test('a canary waits for a person, who lets the others follow', async () => {
  const { ada, card, open } = journey
  const [before] = await live()
  const id = await open('v2', { rollout: { strategy: 'CANARY', canaryServers: '1', canaryWait: 'PERSON' } })
  await ada.page.getByTestId('question').getByText('The others wait for a word.').waitFor()
  const [canary, ...others] = await live()
  expect(canary).not.toBe(before)
  expect(others).toEqual([before, before])
  await card(id).getByTestId('card-resume').waitFor()
  await ada.page.getByTestId('pause-resume').getByText('Go on').click()
  await shows(ada.page, 'SUCCEEDED')
  expect(await live()).toEqual([canary, canary, canary])
})

test('a server is left out while the release runs, with a reason that everybody reads', async () => {
  const { ada, put, take, step, open } = journey
  const [, , before] = await live()
  await put('gate', 0)
  await open('main', rolling)
  await step(ada.page, 'restart', 0, 'RUNNING')
  await ada.page.getByRole('tab', { name: 'Servers' }).click()
  const target = ada.page.locator('[data-server=web-3]')
  await target.getByTestId('exclude-server').click()
  await ada.page.getByLabel('Reason').fill('Its disk is being replaced')
  await ada.page.getByTestId('confirm').click()
  await target.and(ada.page.locator('[data-status=SKIPPED]')).getByText('Its disk is being replaced').waitFor()
  await take('gate', 0)
  await shows(ada.page, 'SUCCEEDED')
  const [first, second, third] = await live()
  expect([second, third]).toEqual([first, before])
})

test('a failing server asks; it is mended, and a person answers that it be tried again', async () => {
  const { ada, put, take, step, open } = journey
  await put('taken', 1)
  await open('v1', guided)
  const question = ada.page.getByTestId('question')
  await question.getByText('web-2 failed, and the release waits for a decision.').waitFor()
  await question.getByRole('button', { name: 'Open the failed step' }).click()
  await ada.page.getByRole('log').or(ada.page.locator('.output')).getByText('port 80 is taken').first().waitFor()
  await take('taken', 1)
  await ada.page.locator('[data-choice=RETRY]').click()
  await shows(ada.page, 'SUCCEEDED')
  await step(ada.page, 'restart', 1, 'SUCCEEDED')
  expect(new Set(await live()).size).toBe(1)
})

test('what fails before its switch can be left behind', async () => {
  const { ada, put, take, open } = journey
  const [before] = await live()
  await put('full', 2)
  await open('v2', guided)
  await ada.page.getByTestId('question').getByText('web-3 failed').waitFor()
  await ada.page.locator('[data-choice=SKIP]').click()
  await shows(ada.page, 'SUCCEEDED')
  await take('full', 2)
  const [first, second, third] = await live()
  expect([first === before, second === first, third]).toEqual([false, true, before])
})

test('somebody in the room decides from the card that all goes back', async () => {
  const { ada, bob, put, take, card, open } = journey
  const before = await live()
  await put('taken', 0)
  const id = await open('main', guided)
  await card(id).getByTestId('card-question').getByText('web-1 failed').waitFor()
  await card(id).locator('[data-choice=ROLL_BACK]').click()
  await take('taken', 0)
  await bob.page.getByTestId('confirm').click()
  await card(id).and(bob.page.locator('[data-status=FAILED]')).locator('[data-way-back=DONE]').waitFor()
  await shows(ada.page, 'FAILED')
  await ada.page.locator('h1 ~ [data-testid=way-back][data-way-back=DONE]').waitFor()
  expect(await live()).toEqual(before)
})

test('nobody saw an error', () => {
  expect([...journey.ada.errors, ...journey.bob.errors]).toEqual([])
})

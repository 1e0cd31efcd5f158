import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiClient, createApiClient } from '../../apps/api/src/demo/client.ts'
import { type ChatView, enterChat } from '../support/chat-room.ts'
import { openRoom, type Room } from '../support/room.ts'

// A phone with little processor draws a room whose rows turn out higher than guessed, in as many frames as it needs.
let room: Room
let phone: ChatView
let voices: ApiClient[]
const wordy = (n: number) => `Line ${n}: ${'a sentence that fills a narrow window; '.repeat((n * 7) % 12)}`

beforeAll(async () => {
  room = await openRoom({ servers: 1 })
  await room.settle()
  // Each person may say five things in five seconds.
  voices = [room.api]
  for (let n = 1; n <= 3; n++) {
    const { context } = await room.invite(`guest-${n}`)
    const [cookie] = await context.cookies()
    voices.push(createApiClient(room.url, cookie?.value ?? ''))
    await context.close()
  }
  const { room: general } = await room.api.ask<{ room: { id: string } }>('{ room(name: "general") { id } }')
  const say = 'mutation ($i: SendMessageInput!) { sendMessage(input: $i) { id } }'
  const ask = 'mutation ($i: CreatePollInput!) { createPoll(input: $i) { id } }'
  for (let n = 1; n <= 20; n++) {
    const options = ['the canteen', wordy(n).slice(0, 90), wordy(n + 3).slice(0, 90)]
    const input = n % 3 === 0 ? { question: `Question ${n}?`, options, open: true } : { text: wordy(n) }
    await voices[n % 4]?.ask(n % 3 === 0 ? ask : say, { i: { ...input, roomId: general.id } })
  }
  const person = await room.enter({ viewport: { width: 390, height: 844 } })
  const devtools = await person.context.newCDPSession(person.page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  phone = await enterChat(room, person)
})
afterAll(() => room?.close())

const newest = () => phone.message('Line 20:')
const isSeen = () => newest().evaluate((row) => row.getBoundingClientRect().bottom <= window.innerHeight)
const scrolled = () => phone.page.getByTestId('messages').evaluate((list) => list.scrollTop)

test('the room opens at its newest message and stays there, each time', async () => {
  for (let turn = 0; turn < 6; turn++) {
    await newest().waitFor()
    await expect.poll(isSeen).toBe(true)
    await phone.page.reload()
    await phone.page.locator('[data-testid=link][data-state=connected]').waitFor()
  }
  await newest().waitFor()
})

test('rows that grow and shrink take nobody away from the end', async () => {
  await newest().waitFor()
  await phone.page.evaluate(async () => {
    const style = document.head.appendChild(document.createElement('style'))
    for (let turn = 0; turn < 60; turn++) {
      const odd = (turn * 37) % 90
      style.textContent = `article:nth-child(odd) { padding-bottom: ${odd}px } [data-poll] { padding-bottom: ${(odd * 3) % 110}px }`
      for (let frame = 0; frame < turn % 3; frame++) await new Promise((drawn) => requestAnimationFrame(drawn))
    }
    style.remove()
  })
  await expect.poll(isSeen).toBe(true)
})

test('whoever goes up stays there while others talk, and is brought back by what they do', async () => {
  const before = await scrolled()
  await phone.page.mouse.move(200, 400)
  await phone.page.mouse.wheel(0, -600)
  await expect.poll(scrolled).toBeLessThan(before - 300)
  const { room: general } = await room.api.ask<{ room: { id: string } }>('{ room(name: "general") { id } }')
  await voices[1]?.ask('mutation ($i: SendMessageInput!) { sendMessage(input: $i) { id } }', {
    i: { roomId: general.id, text: 'Somebody else says a word' },
  })
  await phone.page.getByTestId('jump-newest').getByText('1').waitFor()
  expect(await phone.message('Somebody else says a word').count()).toBe(0)
  await phone.say('/poll "Back at the end?" yes | no')
  await phone.page.locator('[data-poll]').filter({ hasText: 'Back at the end?' }).getByText('0 of 4 voted').waitFor()
})

import { expect } from 'vitest'
import type { Role } from '../../apps/api/src/modules/kernel/viewer.ts'
import type { Ask, openTestApi } from './execute.ts'

export type TestApi = Awaited<ReturnType<typeof openTestApi>>

export interface Voter {
  ask: Ask
  token: string
  id: string
}

export interface AskedPoll {
  id: string
  options: { id: string; text: string }[]
}

export const POLL = `id code question state visibility secrecy multiple minChoices maxChoices changeable mayManage openedAt closesAt closedAt myOptionIds hasVoted
  options { id text } tally { revision state respondentCount eligibleCount counts { optionId count } }`

export async function voter(api: TestApi, role: Role): Promise<Voter> {
  const token = await api.enterAs(role)
  const ask = api.askAs(token)
  return { ask, token, id: (await ask('{ viewer { id } }')).data.viewer.id }
}

export async function createPoll(who: Voter, more: Record<string, unknown> = {}): Promise<AskedPoll> {
  const input = { question: 'Where?', options: ['here', 'there', 'nowhere'], open: true, ...more }
  const { data, errors } = await who.ask(
    `mutation ($input: CreatePollInput!) { createPoll(input: $input) { ${POLL} } }`,
    { input },
  )
  expect(errors).toEqual([])
  return data.createPoll
}

/** By the places of the options. */
export const vote = (who: Voter, poll: AskedPoll, ...places: number[]) =>
  who.ask(`mutation ($id: ID!, $options: [ID!]!) { vote(pollId: $id, optionIds: $options) { ${POLL} } }`, {
    id: poll.id,
    options: places.map((place) => poll.options[place]?.id ?? 'nothing'),
  })

export const manage = (who: Voter, doWhat: 'openPoll' | 'pausePoll' | 'closePoll', { id }: AskedPoll) =>
  who.ask(`mutation ($id: ID!) { ${doWhat}(id: $id) { ${POLL} } }`, { id })

export const read = async (who: Voter, { id }: AskedPoll) =>
  (await who.ask(`query ($id: ID!) { poll(id: $id) { ${POLL} } }`, { id })).data.poll

/** Counts in the order of the options; null while they are hidden. */
export const numbersOf = (of: { counts: { count: number }[] | null }) => of.counts?.map(({ count }) => count) ?? null

export async function roomOf(...people: Voter[]): Promise<string> {
  const [first, ...others] = people
  const name = `room ${Math.random()}`
  const made = await (first as Voter).ask('mutation ($name: String!) { createRoom(name: $name) { id } }', { name })
  const { id } = made.data.createRoom
  for (const other of others) await other.ask(`mutation { joinRoom(roomId: "${id}") { id } }`)
  return id
}

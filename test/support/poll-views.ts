import type { Page } from 'playwright-core'
import type { Room } from './room.ts'
import type { View } from './views.ts'

/** Polls in every state, and a show. */
export interface PollScene {
  readonly open: string
  readonly secret: string
  readonly closed: string
  readonly draft: string
  readonly show: string
}

const create = 'mutation ($input: CreatePollInput!) { createPoll(input: $input) { id options { id } } }'
const vote = 'mutation ($id: ID!, $options: [ID!]!) { vote(pollId: $id, optionIds: $options) { id } }'

/** Asks what the views look at. Words of people are Chinese here, so that the pages can be read for words that are not. */
export async function seedPolls({ api }: Room): Promise<PollScene> {
  interface Made {
    createPoll: { id: string; options: { id: string }[] }
  }
  const made = async (input: Record<string, unknown>) => (await api.ask<Made>(create, { input })).createPoll
  const question = '周五下午发布新版本，大家怎么看？'
  const options = ['按计划发布', '推迟到下周一', '先在测试环境再跑一天', '我没有意见']
  const hour = new Date(Date.now() + 3600_000).toISOString()
  const open = await made({ question, options, closesAt: hour, open: true, visibility: 'AFTER_VOTE' })
  await api.ask(vote, { id: open.id, options: [open.options[0]?.id] })
  const secret = await made({
    question: '对这次发布满意吗？',
    options: ['满意', '不满意'],
    secrecy: 'SECRET',
    open: true,
  })
  const closed = await made({
    question: '午饭吃什么？',
    options: ['面条', '米饭', '饺子'],
    secrecy: 'NAMED',
    open: true,
  })
  await api.ask(vote, { id: closed.id, options: [closed.options[2]?.id] })
  await api.ask('mutation ($id: ID!) { closePoll(id: $id) { id } }', { id: closed.id })
  const draft = await made({ question: '下次聚会去哪里？', options: ['海边', '山上'], multiple: true })
  const { createPollShow: show } = await api.ask<{ createPollShow: { id: string } }>(
    'mutation ($input: CreatePollShowInput!) { createPollShow(input: $input) { id } }',
    { input: { title: '全员大会', pollIds: [closed.id, open.id, draft.id] } },
  )
  return { open: open.id, secret: secret.id, closed: closed.id, draft: draft.id, show: show.id }
}

/** The pages of polls and the big screen. */
export function pollViews({ open, secret, closed, draft, show }: PollScene): View[] {
  return [
    { name: 'polls', path: '/polls' },
    { name: 'polls-mine', path: '/polls?scope=mine' },
    { name: 'polls-shows', path: '/polls?scope=shows' },
    {
      name: 'poll-new',
      path: '/polls/new',
      async open(page: Page) {
        await page.locator('[name=question]').fill('明天几点开会？')
        await page.locator('[name=option]').first().fill('九点')
        await page.locator('[name=option]').nth(1).fill('十点半')
        await page.locator('[name=secrecy]').selectOption('SECRET')
        await page.locator('[name=multiple]').selectOption('several')
      },
    },
    { name: 'poll-draft', path: `/polls/${draft}/edit` },
    { name: 'poll', path: `/polls/${open}` },
    { name: 'poll-secret', path: `/polls/${secret}` },
    {
      name: 'poll-result',
      path: `/polls/${closed}`,
      open: (page) => page.locator('[data-testid=recount][data-equal=true]').waitFor(),
    },
    { name: 'poll-close', box: true, path: `/polls/${open}`, open: (page) => page.getByTestId('close-poll').click() },
    { name: 'poll-screen', path: `/polls/${open}/screen` },
    { name: 'poll-screen-closed', path: `/polls/${closed}/screen` },
    { name: 'poll-screen-keys', box: true, path: `/polls/${open}/screen`, open: (page) => page.keyboard.press('?') },
    { name: 'show-new', path: '/polls/shows/new' },
    { name: 'show', path: `/polls/shows/${show}` },
    { name: 'show-screen', path: `/polls/shows/${show}/screen` },
  ]
}

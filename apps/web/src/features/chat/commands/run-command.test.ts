import { stringifyDocument } from '@urql/vue'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { en } from '../../../shared/i18n/en/en.ts'
import { i18n } from '../../../shared/i18n/i18n.ts'
import { parseCommand } from '../commands.ts'
import type { CommandContext, CommandQuestion } from './command-result.ts'
import { runCommand } from './run-command.ts'

beforeAll(() => {
  vi.stubGlobal('navigator', { languages: ['en'] })
  i18n.global.setLocaleMessage('en', en)
})
afterAll(() => vi.unstubAllGlobals())

const live = { id: 'r11', number: 11, revision: 'v1.4.1', finishedAt: '2026-01-01T00:00:00Z' }
const environment = (name: string, more: object = {}) => ({
  id: `env-${name}`,
  name,
  kind: name === 'production' ? 'PRODUCTION' : 'TEST',
  servers: [{ id: 's1' }, { id: 's2' }],
  lock: null,
  liveRelease: live,
  previousRelease: { id: 'r10', number: 10, revision: 'v1.4.0' },
  queue: [],
  ...more,
})
const projects = [
  {
    id: 'shop',
    title: 'Shop',
    room: { id: 'room-shop', name: 'Shop' },
    environments: [environment('staging'), environment('production')],
  },
  {
    id: 'blog',
    title: 'The blog',
    room: { id: 'room-blog', name: 'The blog' },
    environments: [environment('staging', { liveRelease: null, previousRelease: null })],
  },
]

/** A page whose server answers from `projects`, or with `failure` to every change. */
function page(options: { failure?: object; yes?: boolean; projects?: object[] } = {}) {
  const changes: { name: string; variables: unknown }[] = []
  const questions: CommandQuestion[] = []
  const context = {
    room: { id: 'room-shop', projectId: 'shop' },
    clientId: 'c1',
    async ask(document: Parameters<typeof stringifyDocument>[0], variables: { search?: string | null }) {
      const source = stringifyDocument(document)
      if (source.startsWith('query')) {
        const all = (options.projects ?? projects) as typeof projects
        const nodes = all.filter(({ title }) => title.toLowerCase().includes((variables.search ?? '').toLowerCase()))
        return { data: { projects: { nodes } } }
      }
      const name = /\{\s*(\w+)/.exec(source)?.[1] ?? ''
      changes.push({ name, variables })
      return options.failure ? { failure: options.failure } : { data: { [name]: { id: 'new', number: 12 } } }
    },
    async confirm(question: CommandQuestion) {
      questions.push(question)
      return options.yes ?? true
    },
    online: () => [{ displayName: 'Ada' }, { displayName: 'Bob' }],
  } as unknown as CommandContext
  const run = async (typed: string) => {
    const command = parseCommand(typed)
    if (command.kind === 'say') throw new Error('no command')
    const { done, lines } = await runCommand(command, context)
    return { done, lines, text: lines.map((line) => line.text).join('\n') }
  }
  return { run, changes, questions }
}

describe('/release', () => {
  test('ships to a test environment at once, under the id of the intention', async () => {
    const { run, changes, questions } = page()
    expect(await run('/release shop v2 to STAGING note for the tea')).toMatchObject({ done: true, lines: [] })
    expect(questions).toEqual([])
    expect(changes).toEqual([
      {
        name: 'createRelease',
        variables: { input: { environmentId: 'env-staging', revision: 'v2', note: 'for the tea', clientId: 'c1' } },
      },
    ])
  })

  test('asks before production, saying what is live', async () => {
    const { run, changes, questions } = page()
    expect(await run('/release Shop v2 to production')).toMatchObject({ done: true })
    expect(questions).toMatchObject([
      { title: 'Release v2 of Shop to production?', detail: expect.stringContaining('#11 (v1.4.1)') },
    ])
    expect(changes).toHaveLength(1)
  })

  test('does nothing in production without a yes, and keeps what was typed', async () => {
    const { run, changes } = page({ yes: false })
    expect(await run('/release Shop v2 to production')).toMatchObject({ done: false, text: 'Nothing was done.' })
    expect(changes).toEqual([])
  })

  test('leads to the release when its card is in another room', async () => {
    expect(await page().run('/release "the blog" main to staging')).toMatchObject({
      done: true,
      lines: [{ to: '/releases/new', text: expect.stringContaining('#12') }],
    })
  })

  test.each([
    ['/release shpo v2 to staging', ['no project “shpo”', '“Shop”']],
    ['/release blog v2 to staging', ['no project “blog”', '“The blog”']],
    ['/release xyz v2 to staging', ['no project “xyz”', 'There are “Shop”, “The blog”']],
    ['/release shop v2 to prod', ['Shop has no environment “prod”', '“production”']],
    ['/release shop v2', ['/release <project> <revision> to <environment>']],
    ['/relaese shop v2 to staging', ['no command /relaese', '/help']],
  ])('%s is refused with what to do', async (typed, told) => {
    const { run, changes } = page()
    const { done, text } = await run(typed)
    expect(done).toBe(false)
    for (const words of told) expect(text).toContain(words)
    expect(changes).toEqual([])
  })

  test('names that differ only in case must be written exactly', async () => {
    const twins = [...projects, { ...projects[0], id: 'other', title: 'shop' }]
    const { run } = page({ projects: twins })
    expect(await run('/release SHOP v2 to staging')).toMatchObject({
      done: false,
      text: expect.stringContaining('“Shop”, “shop”'),
    })
    expect(await run('/release shop v2 to staging')).toMatchObject({ done: true })
  })

  test.each([
    [{ code: 'LOCKED', message: 'staging is locked by Ada: audit.', fields: {} }, 'staging is locked by Ada: audit.'],
    [
      { code: 'BAD_USER_INPUT', message: 'x', fields: { revision: 'There is no branch, tag or commit "v9".' } },
      'There is no branch, tag or commit "v9".',
    ],
    [{ code: 'FORBIDDEN', message: 'You may not ship.', fields: {} }, 'You may not ship.'],
    [{ code: 'NETWORK', message: 'fetch failed', fields: {} }, en.common.network],
  ])('tells what the server says: %j', async (failure, told) => {
    expect(await page({ failure }).run('/release shop v9 to staging')).toMatchObject({ done: false, text: told })
  })
})

describe('/rollback', () => {
  test('names what it puts back, so that sent twice it goes back once', async () => {
    const { run, changes, questions } = page()
    expect(await run('/rollback shop production')).toMatchObject({ done: true })
    expect(questions).toMatchObject([{ danger: true, detail: expect.stringContaining('#10') }])
    expect(changes).toEqual([{ name: 'rollBack', variables: { environmentId: 'env-production', toReleaseId: 'r10' } }])
  })

  test('says so when there is nothing to go back to', async () => {
    const { run, changes } = page()
    expect(await run('/rollback "The blog" staging')).toMatchObject({
      done: false,
      text: en.release.nothingEarlier,
    })
    expect(changes).toEqual([])
  })
})

describe('commands that only tell', () => {
  test('/status tells of the room’s own project, or of the one that is named', async () => {
    const queue = [{ id: 'r12', number: 12, status: 'RUNNING', revision: 'v2' }]
    const lock = { reason: 'audit', until: null, by: { displayName: 'Ada' } }
    const busy = { ...projects[0], environments: [environment('staging', { queue, lock })] }
    const { run } = page({ projects: [busy, projects[1] as object] })
    expect((await run('/status')).text.split('\n')).toEqual([
      'Shop · staging: #11 (v1.4.1) is live',
      'Shop · staging: #12 (v2)',
      'Shop · staging: locked, audit by Ada',
    ])
    expect((await run('/status "the blog"')).text).toBe('The blog · staging: nothing is live')
    expect(await run('/status nope')).toMatchObject({ done: false })
  })

  test('/who names who is here, /help every command', async () => {
    expect((await page().run('/who')).text).toBe('2 people are here: Ada, Bob')
    const { text } = await page().run('/help')
    for (const command of ['/release', '/rollback', '/status', '/who', '/help']) expect(text).toContain(command)
  })
})

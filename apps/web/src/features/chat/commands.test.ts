import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commandCandidates } from './command-candidates.ts'
import { parseCommand } from './commands.ts'

describe('a line of the composer', () => {
  test.each([
    [
      '/release shop v1.4.2 to production',
      { kind: 'release', project: 'shop', revision: 'v1.4.2', environment: 'production', note: null },
    ],
    [
      '/RELEASE "The shop" main TO test note fixes the basket',
      { kind: 'release', project: 'The shop', revision: 'main', environment: 'test', note: 'fixes the basket' },
    ],
    ['/rollback shop production', { kind: 'rollback', project: 'shop', environment: 'production' }],
    ['/status', { kind: 'status', project: null }],
    ['/status shop', { kind: 'status', project: 'shop' }],
    ['/who', { kind: 'who' }],
    ['/poll "Where to?" here | there', { kind: 'poll', question: 'Where to?', options: ['here', 'there'] }],
    ['/poll Where to? here | over there |', { kind: 'poll', question: 'Where to?', options: ['here', 'over there'] }],
    ['/poll 今天发布吗？发 ｜ 不发', { kind: 'poll', question: '今天发布吗？', options: ['发', '不发'] }],
    ['/poll “Ship | wait?” yes|no', { kind: 'poll', question: 'Ship | wait?', options: ['yes', 'no'] }],
    ['hello', { kind: 'say', text: 'hello' }],
    ['//etc/hosts', { kind: 'say', text: '/etc/hosts' }],
    ['/relaese shop', { kind: 'unknown', name: 'relaese' }],
    ['/', { kind: 'unknown', name: '' }],
  ])('%s', (line, command) => expect(parseCommand(line)).toEqual(command))

  test.each([
    '/release',
    '/release shop v1 production',
    '/release shop v1 to',
    '/rollback shop',
    '/rollback a b c',
    '/status a b',
    '/poll',
    '/poll "Where to?"',
    '/poll "Where to?" here',
    '/poll here | there',
    '/poll "" here | there',
  ])('%s says how it is used', (line) =>
    expect(parseCommand(line)).toMatchObject({
      kind: 'incomplete',
      usage: expect.stringContaining(line.split(' ')[0] as string),
    }),
  )

  test('no text is lost or executed by accident', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const command = parseCommand(text)
        if (!text.startsWith('/')) expect(command).toEqual({ kind: 'say', text })
        if (text.startsWith('//')) expect(command).toEqual({ kind: 'say', text: text.slice(1) })
      }),
    )
  })
})

describe('candidates', () => {
  const vocabulary = {
    projects: [
      { title: 'shop', environments: ['test', 'production'], revisions: ['v1.4.2', 'main'] },
      { title: 'The pages', environments: ['live'], revisions: [] },
    ],
  }
  test.each([
    ['/r', ['/release', '/rollback']],
    ['/release ', ['shop', '"The pages"']],
    ['/release sho', ['shop']],
    ['/release "The pa', ['"The pages"']],
    ['/release shop ', ['v1.4.2', 'main']],
    ['/release shop v1.4.2 ', ['to']],
    ['/release shop v1.4.2 to pro', ['production']],
    ['/rollback "The pages" ', ['live']],
    ['/who ', []],
    ['//r', []],
    ['release', []],
  ])('%s', (text, found) => expect(commandCandidates(text, vocabulary)).toEqual(found))
})

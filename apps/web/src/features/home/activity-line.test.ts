import { expect, test } from 'vitest'
import { en } from '../../shared/i18n/en/en.ts'
import { activityLine } from './activity-line.ts'

const told = (kind: string, message: string, actor: string | null = 'Ada', subject: string | null = '#7') =>
  activityLine({ kind, message, actor, subject })

test('a release says what it is and where it goes', () => {
  expect(told('release.created', 'started release #7 of Shop, production')).toEqual({
    key: 'release.created',
    values: { who: 'Ada', subject: '#7', place: 'Shop, production', reason: '' },
  })
  expect(told('release.created', 'rolls Shop, production back to #3 as #7')).toMatchObject({
    key: 'release.rolledBack',
    values: { place: 'Shop, production' },
  })
  const retried = 'retries release #5 as #7 on 1 of 3 servers of Shop, production'
  expect(told('release.created', retried)).toMatchObject({
    key: 'release.retried',
    values: { place: 'Shop, production' },
  })
  expect(told('release.failed', 'release #7 of Shop, production: FAILED', null)).toMatchObject({
    key: 'release.failed',
    values: { place: 'Shop, production' },
  })
})

test('who cancelled is told; the end that follows is another line', () => {
  expect(told('release.cancelled', 'cancelled release #7').key).toBe('release.cancelled')
  expect(told('release.cancelled', 'release #7 of Shop, production: CANCELLED', null).key).toBe('release.stopped')
})

test('a lock tells its reason', () => {
  const line = told('environment.locked', 'locked "Shop / production": counting: all', 'Ada', 'production')
  expect(line.values).toMatchObject({ subject: 'production', reason: 'counting: all' })
})

test('every kind that the server writes has a text', () => {
  const kinds = [
    ...['user.added', 'user.changed', 'user.password', 'apiToken.created', 'apiToken.revoked'],
    ...['credential.added', 'credential.changed', 'credential.removed', 'project.added', 'project.changed'],
    ...['project.removed', 'environment.added', 'environment.changed', 'environment.removed', 'environment.locked'],
    ...['environment.unlocked', 'server.added', 'server.changed', 'server.removed', 'server.hostKeyTrusted'],
    ...[
      'server.hostKeyReplaced',
      'server.aria2Installed',
      'release.created',
      'release.cancelled',
      'release.succeeded',
      'release.failed',
    ],
    ...['train.created', 'train.cancelled', 'train.rolled_back', 'train.stopped', 'train.ended', 'train.succeeded'],
  ]
  const texts: Record<string, string | Record<string, string>> = en.activity
  for (const kind of kinds) {
    const [noun = '', verb = ''] = told(kind, '').key.split('.')
    const group = texts[noun]
    expect(typeof group === 'object' && typeof group[verb], kind).toBe('string')
  }
})

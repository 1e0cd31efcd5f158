import { beforeEach, expect, test, vi } from 'vitest'
import { showLanguage } from '../../shared/i18n/i18n.ts'
import { activityLine } from './activity-line.ts'

const facts = { actor: 'Ada', subject: '#7', place: null, reason: null, message: 'did something' }
vi.stubGlobal('navigator', { languages: [] })
vi.stubGlobal('document', { documentElement: {} })
beforeEach(() => showLanguage('en'))

test('a line tells who, what, where and why, in the language of the page', async () => {
  const locked = { ...facts, kind: 'environment.locked', subject: 'production', reason: 'counting: all' }
  expect(activityLine({ ...facts, kind: 'release.created', place: 'Shop, production' })).toBe(
    'Ada started release #7 to Shop, production',
  )
  expect(activityLine(locked)).toBe('Ada locked production: counting: all')
  await showLanguage('zh')
  expect(activityLine({ ...facts, kind: 'release.created', place: 'Shop, production' })).toBe(
    'Ada 发起了发布 #7（Shop, production）',
  )
  expect(activityLine(locked)).toBe('Ada 锁定了 production：counting: all')
})

test('who cancelled is told; the end that follows is another line', () => {
  expect(activityLine({ ...facts, kind: 'release.cancelled' })).toBe('Ada cancelled release #7')
  expect(activityLine({ ...facts, kind: 'release.cancelled', actor: null })).toBe('Release #7 was cancelled')
})

test('what the page does not know yet is told in the server’s own words', () => {
  expect(activityLine({ ...facts, kind: 'teapot.boiled', message: 'boiled the teapot' })).toBe('Ada boiled the teapot')
  expect(activityLine({ ...facts, kind: 'teapot.boiled', actor: null, message: 'The teapot boiled' })).toBe(
    'The teapot boiled',
  )
})

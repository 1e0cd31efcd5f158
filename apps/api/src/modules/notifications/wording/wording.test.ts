import { expect, test } from 'vitest'
import type { News, ReleaseNews } from '../notification.events.ts'
import { messageOf } from './wording.ts'

const release = { id: 'r1', number: 7, kind: 'SHIP', commit: 'c', revision: 'c' } as ReleaseNews
const title = (language: 'en' | 'zh', change: Partial<ReleaseNews>) => {
  const news = { at: '', by: null, project: null, environment: null, release: { ...release, ...change } } as News
  return messageOf('release.failed', news, language, null).title
}

test.each([
  ['DONE', 'Release #7 failed and was rolled back by itself', '发布 #7 失败，已自动回滚'],
  ['INCOMPLETE', 'Release #7 failed and COULD NOT be rolled back everywhere', '发布 #7 失败，但未能在所有服务器上回滚'],
  [null, 'Release #7 failed', '发布 #7 失败'],
] as const)('what a failed release did by itself is told: %s', (wayBack, en, zh) => {
  expect([title('en', { wayBack }), title('zh', { wayBack })]).toEqual([en, zh])
})

test('news that were queued before that was told say nothing of it', () => {
  expect(title('en', {})).toBe('Release #7 failed')
})

import { expect, test } from 'vitest'
import { activity } from '../i18n/en/activity.ts'
import { groupOf } from './activity-groups.ts'

test('every noun that is told of has its group', () => {
  const nouns = Object.entries(activity).flatMap(([noun, told]) => (typeof told === 'string' ? [] : [noun]))
  expect(nouns.filter((noun) => groupOf(`${noun}.any`) === null)).toEqual([])
})

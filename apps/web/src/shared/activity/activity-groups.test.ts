import { expect, test } from 'vitest'
import { activity } from '../i18n/en/activity.ts'
import { activityGroups, groupOf } from './activity-groups.ts'

test('every noun that is told of has its group', () => {
  const nouns = Object.entries(activity).flatMap(([noun, told]) => (typeof told === 'string' ? [] : [noun]))
  expect(nouns.filter((noun) => groupOf(`${noun}.any`) === null)).toEqual([])
})

test('no group has a noun of which nothing is told: the API refuses such a word', () => {
  expect(
    Object.values(activityGroups)
      .flat()
      .filter((noun) => !(noun in activity)),
  ).toEqual([])
})

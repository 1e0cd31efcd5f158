import { expect, test } from 'vitest'
import { activityKinds } from '../../apps/api/src/modules/activity/activity.kinds.ts'
import { activity as en } from '../../apps/web/src/shared/i18n/en/activity.ts'
import { activity as zh } from '../../apps/web/src/shared/i18n/zh/activity.ts'

const kindsIn = (texts: Record<string, string | Record<string, string>>) =>
  Object.entries(texts).flatMap(([noun, told]) =>
    typeof told === 'string' ? [] : Object.keys(told).map((verb) => `${noun}.${verb}`),
  )

test.each([
  ['English', en],
  ['Chinese', zh],
])('every kind of activity has its sentence in %s, and no other has one', (_language, texts) => {
  // `release.stopped` is how the page tells that a cancelled release has come to its end.
  expect(kindsIn(texts).sort()).toEqual([...activityKinds, 'release.stopped'].sort())
})

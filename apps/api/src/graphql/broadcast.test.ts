import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { smallSchema } from '../testing/small-schema.ts'
import { broadcastKey, broadcastPlan } from './broadcast.ts'
import { schema } from './schema.ts'

const plan = (source: string) => broadcastPlan(smallSchema, parse(source), null)

test('only selections that do not depend on the viewer are shared', () => {
  expect(plan('subscription { items { seq text __typename } }')).not.toBeNull()
  expect(plan('subscription { items { seq mine } }')).toBeNull()
  expect(plan('subscription { items { ...F } } fragment F on Item { seq mine }')).toBeNull()
})

test('the cursor parts nobody, everything else does', () => {
  const source = 'subscription ($after: Int, $key: String) { items(after: $after, key: $key) { seq } }'
  const shared = plan(source)
  if (!shared) throw new Error('not shareable')
  expect(broadcastKey(shared, { after: 1, key: 'a' })).toBe(broadcastKey(shared, { key: 'a', after: 900 }))
  expect(broadcastKey(shared, { after: 1, key: 'a' })).not.toBe(broadcastKey(shared, { after: 1, key: 'b' }))
  const twice = plan('subscription ($n: Int) { items(after: $n) { seq @include(if: true) text @skip(if: false) } }')
  expect(twice?.cursorVariable).toBe('n')
})

test('the streams of the product are shared', () => {
  const events = parse(
    'subscription ($id: ID!) { releaseEvents(releaseId: $id) { seq at kind releaseStatus stepKey } }',
  )
  expect(broadcastPlan(schema, events, null)).not.toBeNull()
  expect(broadcastPlan(schema, parse('subscription { activity { seq kind message } }'), null)).not.toBeNull()
})

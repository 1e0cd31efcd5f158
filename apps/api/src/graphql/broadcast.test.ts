import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { smallSchema } from '../testing/small-schema.ts'
import { broadcastKey, broadcastPlan } from './broadcast.ts'
import { schema } from './schema.ts'

test('all that a room tells is shared, its people and cards included', () => {
  const document = parse(`subscription ($roomId: ID!, $after: Int) { roomEvents(roomId: $roomId, after: $after) {
    seq at kind epoch actor { id displayName } hole { fromSeq toSeq } notice { kind text user { username } }
    message { id seq changedSeq clientId text author { id username displayName } replyTo { author { id } text }
      reactions { emoji count userIds names } attachments { url } card { ... on ReleaseCard { number status createdAt } } } } }`)
  expect(broadcastPlan(schema, document, null)?.cursorVariables).toEqual(new Set(['after']))
})

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
  expect([...(twice?.cursorVariables ?? [])]).toEqual(['n'])
  const used = plan('subscription ($on: Boolean!) { items(after: 1, epoch: $on) { seq @include(if: $on) } }')
  expect([...(used?.cursorVariables ?? [])]).toEqual([])
  const resumed = plan(
    'subscription ($a: Int, $e: Int, $r: Int) { items(after: $a, epoch: $e, replayAtMost: $r) { seq } }',
  )
  if (!resumed) throw new Error('not shareable')
  expect(broadcastKey(resumed, { a: 7, e: 2, r: 300 })).toBe(broadcastKey(resumed, { r: 10 }))
  // A literal is part of the text.
  const literal = plan('subscription ($a: Int) { items(after: $a, replayAtMost: 3) { seq } }')
  expect(literal?.text).not.toBe(resumed.text)
})

test('the streams of the product are shared', () => {
  const events = parse(
    'subscription ($id: ID!) { releaseEvents(releaseId: $id) { seq at kind releaseStatus stepKey } }',
  )
  expect(broadcastPlan(schema, events, null)).not.toBeNull()
  expect(broadcastPlan(schema, parse('subscription { activity { seq kind message } }'), null)).not.toBeNull()
})

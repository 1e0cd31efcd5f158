import { expect, test } from 'vitest'
import { withReplies } from './thread-state.ts'
import type { Reply } from './thread-stream.ts'

const reply = (id: string, seq: number, changedSeq = seq, text = id) => ({ id, seq, changedSeq, text }) as Reply
const shown = (thread: readonly Reply[]) => thread.map(({ text }) => text)

test('replies stand in the order of the room, whatever the order of their arrival', () => {
  const thread = withReplies([reply('b', 5)], [reply('c', 9), reply('a', 2)])
  expect(shown(thread)).toEqual(['a', 'b', 'c'])
})

test('the newer version of a reply stays, also when the older one comes later', () => {
  const edited = withReplies([reply('a', 2)], [reply('a', 2, 7, 'edited')])
  expect(shown(edited)).toEqual(['edited'])
  expect(withReplies(edited, [reply('a', 2)])).toBe(edited)
})

test('what is known already changes nothing', () => {
  const thread = [reply('a', 2)]
  expect(withReplies(thread, [reply('a', 2)])).toBe(thread)
  expect(withReplies(thread, [])).toBe(thread)
})

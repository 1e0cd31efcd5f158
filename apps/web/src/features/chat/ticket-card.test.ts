import { expect, it } from 'vitest'
import { asks, ticketCardOf } from './ticket-card.ts'

const node = {
  nodeId: 'n',
  title: 'Team',
  held: false,
  approvals: 1,
  need: 2,
  waitingFor: [{ id: 'u1', displayName: 'Ada' }],
}

it('knows a ticket’s card among others, and whom it asks', () => {
  expect(ticketCardOf({ ticketId: 't', number: 1 })).toMatchObject({ ticketId: 't' })
  expect(ticketCardOf({ releaseId: 'r' })).toBeNull()
  expect(ticketCardOf(null)).toBeNull()
  expect(asks({ nodes: [node] }, 'u1')).toBe(true)
  expect(asks({ nodes: [node] }, 'u2')).toBe(false)
})

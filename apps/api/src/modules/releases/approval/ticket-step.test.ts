import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TicketStatus } from '../../tickets/machine/ticket.state.ts'
import { type ReleaseWithTicket, stepOf } from './ticket-step.ts'

const ticket = (status: TicketStatus, change: object = {}) => ({ status, flowId: 'f', digest: 'd', ...change })
const waiting: ReleaseWithTicket = { status: 'WAITING_APPROVAL', approvalDigest: 'd', flowId: 'f', ticket: null }

describe('what follows for a release that a ticket approves', () => {
  it.each<[string, ReleaseWithTicket, ReturnType<typeof stepOf>]>([
    ['no ticket yet', waiting, 'OPEN'],
    ['the ticket runs', { ...waiting, ticket: ticket('RUNNING') }, null],
    ['the ticket was sent back', { ...waiting, ticket: ticket('SENT_BACK') }, null],
    ['what would run changed meanwhile', { ...waiting, ticket: ticket('RUNNING', { digest: 'old' }) }, 'START_OVER'],
    ['approved', { ...waiting, ticket: ticket('APPROVED') }, 'LET_GO'],
    ['approved, but changed since', { ...waiting, ticket: ticket('APPROVED', { digest: 'old' }) }, 'OPEN_ANEW'],
    ['approved by another flow', { ...waiting, ticket: ticket('APPROVED', { flowId: 'old' }) }, 'OPEN_ANEW'],
    ['used already', { ...waiting, ticket: ticket('CONSUMED') }, 'OPEN'],
    ['rejected', { ...waiting, ticket: ticket('REJECTED') }, 'CANCEL_RELEASE'],
    ['expired', { ...waiting, ticket: ticket('EXPIRED') }, 'CANCEL_RELEASE'],
    ['the approval was revoked', { ...waiting, ticket: ticket('REVOKED') }, 'CANCEL_RELEASE'],
    ['cancelled with its ticket open', { ...waiting, status: 'CANCELLED', ticket: ticket('RUNNING') }, 'END_TICKET'],
    [
      'cancelled with its ticket approved',
      { ...waiting, status: 'CANCELLED', ticket: ticket('APPROVED') },
      'END_TICKET',
    ],
    ['in the queue', { ...waiting, status: 'QUEUED', ticket: ticket('APPROVED') }, null],
    ['queued, and the approval lapsed', { ...waiting, status: 'QUEUED', ticket: ticket('LAPSED') }, 'CANCEL_RELEASE'],
    [
      'scheduled, and the approval was taken back',
      { ...waiting, status: 'SCHEDULED', ticket: ticket('REVOKED') },
      'CANCEL_RELEASE',
    ],
    [
      'queued, and another flow decides by now',
      { ...waiting, status: 'QUEUED', ticket: ticket('LAPSED', { flowId: 'old' }) },
      null,
    ],
    ['waits again, and the approval lapsed', { ...waiting, ticket: ticket('LAPSED') }, 'CANCEL_RELEASE'],
    ['running', { ...waiting, status: 'RUNNING', ticket: ticket('CONSUMED') }, null],
    ['nobody asks for a flow any more', { ...waiting, flowId: null, ticket: ticket('RUNNING') }, 'END_TICKET'],
  ])('%s', (_what, at, expected) => {
    expect(stepOf(at)).toBe(expected)
  })

  it('is never let go without an approval of exactly what would run, by the flow that is asked for', () => {
    const statuses = [
      'DRAFT',
      'RUNNING',
      'SENT_BACK',
      'APPROVED',
      'REJECTED',
      'EXPIRED',
      'WITHDRAWN',
      'CANCELLED',
    ] as const
    const digest = fc.constantFrom('d', 'e', null)
    const flow = fc.constantFrom('f', 'g')
    fc.assert(
      fc.property(
        fc.record({
          status: fc.constantFrom('WAITING_APPROVAL', 'QUEUED', 'RUNNING', 'CANCELLED', 'SUCCEEDED' as const),
          approvalDigest: fc.constantFrom('d', 'e'),
          flowId: fc.option(flow),
          ticket: fc.option(fc.record({ status: fc.constantFrom(...statuses), flowId: flow, digest })),
        }),
        (at) => {
          if (stepOf(at) !== 'LET_GO') return
          expect(at.status).toBe('WAITING_APPROVAL')
          expect(at.ticket).toEqual({ status: 'APPROVED', flowId: at.flowId, digest: at.approvalDigest })
        },
      ),
    )
  })
})

import type { FlowDefinition } from '../../apps/api/src/modules/flows/flow.definition.ts'
import type { Viewer } from '../../apps/api/src/modules/kernel/viewer.ts'
import { createReleaseRequests } from '../../apps/api/src/modules/releases/approval/release.requests.ts'
import { createReleaseTickets } from '../../apps/api/src/modules/releases/approval/release.tickets.ts'
import { outerId } from '../../apps/api/src/modules/tickets/ticket-rows.ts'
import { createTickets } from '../../apps/api/src/modules/tickets/tickets.service.ts'
import { type ReleaseHouse, seedEnvironment } from './releases.ts'

/** Tickets and releases over one database, with what connects them. */
export function ticketHouse(house: ReleaseHouse) {
  const { database, log, cursors, bus, clock, prisma } = house
  const tickets = createTickets({ database, log, cursors, bus, clock, isInForce: async () => true })
  const releaseTickets = createReleaseTickets({ log, bus, tickets })
  const { tendReleaseTickets } = releaseTickets
  const { openTicket } = createReleaseRequests({ prisma, tickets, releases: house.releases, releaseTickets })
  let flows = 0

  async function seedFlow(owner: Viewer, definition: FlowDefinition): Promise<string> {
    const stored = JSON.parse(JSON.stringify(definition))
    const { id } = await prisma.flow.create({
      data: {
        ...{ title: `Flow ${++flows}`, state: 'PUBLISHED', version: 1, draft: stored, ownerId: owner.userId },
        versions: { create: { version: 1, definition: stored, publishedById: owner.userId } },
      },
    })
    return id
  }

  const ticketOf = async (releaseId: string) =>
    prisma.release
      .findUniqueOrThrow({ where: { id: releaseId }, select: { ticket: true } })
      .then(({ ticket }) => ticket)

  /** What somebody is to decide about it now. */
  async function taskOf({ userId }: Viewer, releaseId: string): Promise<string> {
    const ticketId = (await ticketOf(releaseId))?.id ?? ''
    const task = await prisma.ticketTask.findFirstOrThrow({ where: { ticketId, userId, status: 'PENDING' } })
    return task.id.includes('.') ? task.id : outerId(ticketId, task.id)
  }

  return {
    tickets,
    tendReleaseTickets,
    openTicket,
    seedFlow,
    ticketOf,
    async decide(viewer: Viewer, releaseId: string, decision: 'APPROVE' | 'REJECT', comment = 'As I see it.') {
      return tickets.decide(viewer, { taskId: await taskOf(viewer, releaseId), decision, comment })
    },
    /** An environment whose releases are decided by that flow. */
    async seedGuarded(flowId: string, change: Parameters<typeof seedEnvironment>[1] & { rule?: object } = {}) {
      const { rule, ...more } = change
      const seed = await seedEnvironment(house, { servers: 1, ...more })
      const approval = {
        ...{
          flowId,
          required: 1,
          approverIds: [],
          approverRole: 'OPERATOR',
          expiresMinutes: 60,
          rollBackExempt: false,
        },
        ...{ selfApproval: false, authorApproval: false, committerApproval: false },
        ...rule,
      }
      await prisma.environment.update({ where: { id: seed.environmentId }, data: { approval } })
      return seed
    },
  }
}

export type TicketHouse = ReturnType<typeof ticketHouse>

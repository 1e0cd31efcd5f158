import type { PrismaClient } from '../../../platform/database/database.ts'
import type { FlowAction, FlowDefinition } from '../../flows/flow.definition.ts'
import { definitionOf } from '../../flows/flow-rows.ts'
import type { AskedRelease } from '../../flows/release-form.ts'
import { badInput, CallerError, conflict, type FieldIssue } from '../../kernel/errors.ts'
import { isId } from '../../kernel/fields.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { requireForm } from '../../tickets/ticket-form.ts'
import { type OpenTicketInput, openTicketInput } from '../../tickets/tickets.input.ts'
import { guardTickets } from '../../tickets/tickets.policy.ts'
import type { Tickets } from '../../tickets/tickets.service.ts'
import type { ReleaseService } from '../release.service.ts'
import type { ReleaseTickets } from './release.tickets.ts'

interface RequestPorts {
  prisma: PrismaClient
  tickets: Pick<Tickets, 'openTicket'>
  releases: Pick<ReleaseService, 'createRelease'>
  releaseTickets: Pick<ReleaseTickets, 'tendRelease'>
}

/** The field that says what is to be released; null: tickets of this flow release nothing. */
function fieldOf({ nodes }: FlowDefinition): string | null {
  const actions = nodes.flatMap((node): FlowAction[] => (node.kind === 'END' && node.action ? [node.action] : []))
  const action = actions.find(({ kind }) => kind === 'START_RELEASE')
  return action?.kind === 'START_RELEASE' ? action.field : null
}

/** What is wrong with the release is said at the field of the form that named it. */
function atField(error: unknown, field: string): unknown {
  if (!(error instanceof CallerError) || error.code !== 'BAD_USER_INPUT') return error
  const fields = error.extensions.fields as FieldIssue[]
  return badInput(fields.map(({ message }) => ({ path: `input.form.${field}`, message })))
}

/**
 * Tickets that ask for a release: it is made at once, fixed and waiting, so that people decide about exactly what would run; then
 * its ticket is opened as for every release of which a flow decides.
 */
export function createReleaseRequests({ prisma, tickets, releases, releaseTickets }: RequestPorts) {
  /** Null: it takes no tickets. */
  const definition = async (flowId: string) => {
    const flow = isId(flowId) ? await prisma.flow.findUnique({ where: { id: flowId } }) : null
    const version =
      flow?.state === 'PUBLISHED' &&
      (await prisma.flowVersion.findUnique({ where: { flowId_version: { flowId, version: flow.version } } }))
    return version ? definitionOf(version.definition) : null
  }

  return {
    /** As Tickets.openTicket, whatever the ticket is for. @throws CallerError also as createRelease */
    async openTicket(viewer: Viewer, input: OpenTicketInput): Promise<{ id: string }> {
      const drawn = await definition(input.flowId)
      const field = drawn && fieldOf(drawn)
      if (!field) return tickets.openTicket(viewer, input)
      guardTickets(viewer, 'openTicket')
      const { flowId, title, form, draft, clientId, copyTo } = parseInput(openTicketInput, input, 'input')
      if (draft)
        throw badInput([{ path: 'input.draft', message: 'A ticket that asks for a release cannot be a draft.' }])
      await requireForm(prisma, drawn, form, { userId: viewer.userId, ticketId: null }, 'input.')
      const { environmentId, revision } = form[field] as AskedRelease
      const wish = { environmentId, revision, clientId: clientId ? `ticket:${clientId}` : null }
      const release = await releases
        .createRelease(viewer, wish, { ticketWish: { flowId, title, form, copyTo } })
        .catch((error: unknown) => {
          throw atField(error, field)
        })
      await releaseTickets.tendRelease(release.id)
      const { ticketId, number, failure } = await prisma.release.findUniqueOrThrow({ where: { id: release.id } })
      if (ticketId === null)
        throw conflict(failure ?? `Release #${number} waits for no ticket.`, { releaseId: release.id })
      return { id: ticketId }
    },
  }
}

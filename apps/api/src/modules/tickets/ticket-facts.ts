import type { Transaction } from '../../platform/database/database.ts'
import type { FlowDefinition, PeopleSource } from '../flows/flow.definition.ts'
import type { FormValues } from '../flows/form.definition.ts'
import { databaseNow } from '../kernel/database-clock.ts'
import type { TicketCommand } from './machine/ticket.commands.ts'
import type { TicketState } from './machine/ticket.state.ts'
import type { TicketFacts } from './machine/ticket.verdict.ts'
import { askedDigest } from './ticket-chain.ts'
import { stateOf, type TicketRow } from './ticket-rows.ts'
import { timersOf } from './timers-of.ts'
import { readCalendar } from './working-calendar.ts'

const person = { id: true, username: true, displayName: true, role: true, leadId: true, disabledAt: true } as const

/** The facts of a ticket, with the names of the people in it for the sentences of its history. */
export interface KnownFacts extends TicketFacts {
  nameOf(userId: string): string
  usernameOf(userId: string): string
}

/** Every place of a definition that says who is asked or told. */
export const sourcesOf = ({ nodes }: FlowDefinition): PeopleSource[] =>
  nodes.flatMap((node) => {
    if (node.kind === 'NOTIFY') return node.people
    if (node.kind !== 'APPROVAL') return []
    const groups = node.rule.kind === 'GROUPS' ? node.rule.groups.flatMap(({ people }) => people) : []
    return [...node.people, ...groups, ...node.veto, ...(node.deadline?.escalateTo ?? [])]
  })

const idsIn = (value: unknown) =>
  (Array.isArray(value) ? value : [value]).filter((id): id is string => typeof id === 'string')

const namedBy = (command: TicketCommand) => [
  ...('userId' in command ? [command.userId] : []),
  ...('toUserId' in command ? [command.toUserId] : []),
  ...('userIds' in command ? command.userIds : []),
]

const namedIn = ({ visits, tasks }: TicketState) => [
  ...visits.flatMap(({ seats }) => seats.map(({ userId }) => userId)),
  ...tasks.flatMap(({ userId, inPlaceOf }) => [userId, ...(inPlaceOf === null ? [] : [inPlaceOf])]),
]

function namedByFlow(sources: PeopleSource[], values: FormValues) {
  const userIds: string[] = []
  const roles = new Set<Extract<PeopleSource, { kind: 'ROLE' }>['role']>()
  for (const source of sources) {
    if (source.kind === 'USERS') userIds.push(...source.userIds)
    if (source.kind === 'FIELD') userIds.push(...idsIn(values[source.field]))
    if (source.kind === 'ROLE') roles.add(source.role)
  }
  return { userIds, roles: [...roles] }
}

/**
 * Everything that the machine asks about the world, read behind the ticket's lock by three statements: the people that the flow, the
 * ticket and the command name, the delegations in force, the calendar. The clock is the database's.
 */
export async function loadFacts(db: Transaction, ticket: TicketRow, command: TicketCommand): Promise<KnownFacts> {
  const { initiatorId, form: values, title, subject } = ticket
  const { definition } = ticket.flowVersion
  const now = await databaseNow(db)
  const named = namedByFlow(sourcesOf(definition), values)
  const delegations = await db.standingDelegation.findMany({
    where: { revokedAt: null, startsAt: { lte: now }, endsAt: { gt: now } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    select: { userId: true, delegateId: true },
  })
  const ids = [
    ...[initiatorId, ticket.flowVersion.flow.ownerId],
    ...[...named.userIds, ...namedBy(command), ...namedIn(stateOf(ticket))],
    ...delegations.map(({ delegateId }) => delegateId),
  ]
  const rows = await db.user.findMany({
    where: {
      OR: [{ id: { in: [...new Set(ids)] } }, { role: { in: named.roles } }, { led: { some: { id: initiatorId } } }],
    },
    orderBy: { username: 'asc' },
    select: person,
  })
  const calendar = await readCalendar(db)
  const people = new Map(rows.map((row) => [row.id, row]))
  const isActive = (id: string) => people.get(id)?.disabledAt === null
  const standIns = new Map(delegations.map(({ userId, delegateId }) => [userId, delegateId]))

  const idsOf = (source: PeopleSource): (string | null | undefined)[] => {
    switch (source.kind) {
      case 'USERS':
        return source.userIds
      case 'ROLE':
        return rows.filter(({ role }) => role === source.role).map(({ id }) => id)
      case 'LEAD':
        return [people.get(initiatorId)?.leadId]
      case 'INITIATOR':
        return [initiatorId]
      case 'FIELD':
        return idsIn(values[source.field])
    }
  }

  return {
    definition,
    values,
    now: now.toISOString(),
    digest: askedDigest(title, values, subject),
    peopleOf: (source) => [...new Set(idsOf(source))].filter((id): id is string => !!id && isActive(id)),
    isActive,
    standInOf(userId) {
      const standIn = standIns.get(userId)
      return standIn !== undefined && isActive(standIn) ? standIn : null
    },
    isSelf: (userId) => userId === initiatorId || selfOf(subject).includes(userId),
    timersOf: (deadline) => timersOf(deadline, now, calendar),
    usernameOf: (userId) => people.get(userId)?.username ?? '',
    nameOf: (userId) => people.get(userId)?.displayName ?? 'somebody',
  }
}

/** Whoever made what is to be approved may not approve it either: what a ticket is about may name them. */
const selfOf = (subject: unknown): string[] =>
  typeof subject === 'object' && subject !== null && 'selfIds' in subject ? idsIn(subject.selfIds) : []

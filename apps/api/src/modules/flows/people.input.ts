import { z } from 'zod'
import { ids, storedText } from './definition-fields.ts'
import type { PeopleSource } from './flow.definition.ts'
import { FLOW_LIMITS } from './flow-limits.ts'

const KINDS = ['USERS', 'ROLE', 'LEAD', 'INITIATOR', 'FIELD'] as const
const ROLES = ['ADMIN', 'OPERATOR', 'DEVELOPER', 'VIEWER'] as const

const source = z
  .object({
    kind: z.enum(KINDS, `Give one of ${KINDS.join(', ')}.`),
    userIds: ids(FLOW_LIMITS.people),
    role: z.enum(ROLES, `Give one of ${ROLES.join(', ')}.`).nullish(),
    field: storedText(40).nullish(),
  })
  .transform(({ kind, userIds, role, field }, context): PeopleSource => {
    if (kind === 'USERS') return { kind, userIds }
    if (kind === 'FIELD') return { kind, field: field ?? '' }
    if (kind !== 'ROLE') return { kind }
    if (!role) context.addIssue({ code: 'custom', path: ['role'], message: 'Give the role.' })
    return { kind, role: role ?? 'ADMIN' }
  })

/** Nobody yet, when it is left out. */
export const people = z
  .array(source)
  .max(FLOW_LIMITS.sources, `Name at most ${FLOW_LIMITS.sources} groups of people.`)
  .nullish()
  .transform((list) => list ?? [])

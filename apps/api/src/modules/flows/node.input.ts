import { z } from 'zod'
import { actionInput } from './action.input.ts'
import { flag, nodeId, storedText, title, wholeOrNull } from './definition-fields.ts'
import type { ApprovalNodeRule, FlowNode, FlowNodeKind } from './flow.definition.ts'
import { FLOW_LIMITS } from './flow-limits.ts'
import { people } from './people.input.ts'

const KINDS = [
  ...(['START', 'APPROVAL', 'CONDITION', 'FORK', 'JOIN', 'NOTIFY', 'END'] as const),
] satisfies FlowNodeKind[]
const RULES = [
  ...(['ANY', 'ALL', 'N_OF', 'PERCENT', 'SEQUENCE', 'GROUPS'] as const),
] satisfies ApprovalNodeRule['kind'][]

const group = z.object({
  title: title(120),
  people,
  approvals: wholeOrNull(0, 1000).transform((approvals) => approvals ?? 1),
})

const rule = z
  .object({
    kind: z.enum(RULES, `Give one of ${RULES.join(', ')}.`),
    approvals: wholeOrNull(0, 1000),
    percent: wholeOrNull(0, 100),
    failsAt: z.enum(['FIRST_REJECTION', 'ALL_REJECTED']).nullish(),
    groups: z.array(group).max(FLOW_LIMITS.groups, `Give at most ${FLOW_LIMITS.groups} groups.`).nullish(),
  })
  .transform(({ kind, approvals, percent, failsAt, groups }): ApprovalNodeRule => {
    if (kind === 'ANY') return { kind, failsAt: failsAt ?? 'FIRST_REJECTION' }
    if (kind === 'N_OF') return { kind, approvals: approvals ?? 1 }
    if (kind === 'PERCENT') return { kind, percent: percent ?? 50 }
    if (kind === 'GROUPS') return { kind, groups: groups ?? [] }
    return { kind }
  })

/** Whether the minutes make sense is found when the flow is checked: a draft may be incomplete. */
const deadline = z.object({
  minutes: z.number().int('Give a whole number.').min(0).max(FLOW_LIMITS.minutes, 'Give at most two years.'),
  workingTime: flag,
  escalateTo: people,
})

const place = z.number().min(-1e6, 'This is too far away.').max(1e6, 'This is too far away.')

/** A node with all that any kind has; what its kind does not have is dropped. */
export const nodeInput = z
  .object({
    id: nodeId,
    kind: z.enum(KINDS, `Give one of ${KINDS.join(', ')}.`),
    title: title(120),
    x: place,
    y: place,
    people,
    veto: people,
    rule: rule.nullish(),
    deadline: deadline.nullish(),
    selfApproval: flag,
    askByPoll: flag,
    message: storedText(2000).nullish(),
    outcome: z.enum(['APPROVED', 'REJECTED']).nullish(),
    action: actionInput.nullish(),
    validHours: z.number().min(0, 'Give at least 0.').max(FLOW_LIMITS.validHours, 'Give at most two years.').nullish(),
  })
  .transform((given): FlowNode => {
    const base = { id: given.id, title: given.title, x: given.x, y: given.y }
    if (given.kind === 'NOTIFY') {
      return { ...base, kind: given.kind, people: given.people, message: given.message ?? '' }
    }
    if (given.kind === 'END') {
      const outcome = given.outcome ?? 'APPROVED'
      return {
        ...base,
        kind: given.kind,
        outcome,
        ...(given.action && outcome === 'APPROVED' && { action: given.action }),
        ...(given.validHours != null && outcome === 'APPROVED' && { validHours: given.validHours }),
      }
    }
    if (given.kind !== 'APPROVAL') return { ...base, kind: given.kind }
    const asked = given.rule ?? { kind: 'ANY' as const, failsAt: 'FIRST_REJECTION' as const }
    return {
      ...{ ...base, kind: given.kind, rule: asked, people: asked.kind === 'GROUPS' ? [] : given.people },
      ...{ veto: given.veto, deadline: given.deadline ?? null, selfApproval: given.selfApproval },
      ...(given.askByPoll && { askByPoll: true as const }),
    }
  })

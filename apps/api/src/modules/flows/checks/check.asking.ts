import type { ApprovalNode, ApproverGroup, FlowDefinition, PeopleSource } from '../flow.definition.ts'
import { matchPeople } from '../graph/matching.ts'
import { type FlowFinding, finding } from './flow.finding.ts'
import { possiblePeople } from './possible-people.ts'

/** That an approval can be given: somebody is asked, and as many as the rule needs, as far as that can be known. */
export function checkRule(node: ApprovalNode, form: FlowDefinition['form']): FlowFinding[] {
  const { rule, people, id: nodeId, title } = node
  const where = { nodeId }
  if (rule.kind === 'GROUPS') return checkGroups(node, rule.groups, form)
  if (rule.kind === 'N_OF' && !isPositive(rule.approvals)) return [notPositive(title, where)]
  if (rule.kind === 'PERCENT' && !(isPositive(rule.percent) && rule.percent <= 100)) {
    return [finding('PERCENT_OUT_OF_RANGE', `Give “${title}” a whole percentage from 1 to 100.`, where)]
  }
  const need = rule.kind === 'N_OF' ? rule.approvals : 1
  const possible = possiblePeople(people, { node, form, many: need }).size
  if (possible === 0) return [nobodyAsked(node, people, title)]
  if (possible >= need) return []
  return [finding('QUORUM_TOO_LARGE', `Ask more people at “${title}”: of ${possible}, ${need} cannot approve.`, where)]
}

function checkGroups(node: ApprovalNode, groups: ApproverGroup[], form: FlowDefinition['form']): FlowFinding[] {
  const { title, id: nodeId } = node
  const where = { nodeId }
  if (groups.length === 0) return [finding('NOBODY_ASKED', `Add a group to “${title}”, or choose another rule.`, where)]
  const name = (group: ApproverGroup) => `${title}: ${group.title}`
  const wrong = groups.filter(({ approvals }) => !isPositive(approvals))
  if (wrong.length > 0) return wrong.map((group) => notPositive(name(group), where))
  const need = groups.reduce((sum, { approvals }) => sum + approvals, 0)
  const possible = groups.map(({ people }) => possiblePeople(people, { node, form, many: need }))
  const short = groups.flatMap((group, index): FlowFinding[] => {
    const size = possible[index]?.size ?? 0
    if (size === 0) return [nobodyAsked(node, group.people, name(group))]
    if (size >= group.approvals) return []
    const message = `Ask more people in “${name(group)}”: of ${size}, ${group.approvals} cannot approve.`
    return [finding('QUORUM_TOO_LARGE', message, where)]
  })
  if (short.length > 0) return short
  const everybody = [...new Set(possible.flatMap((some) => [...some]))]
  const membership = everybody.map((person) =>
    groups.flatMap((_, index) => (possible[index]?.has(person) ? [index] : [])),
  )
  if (
    matchPeople(
      groups.map(({ approvals }) => approvals),
      membership,
    ) >= need
  )
    return []
  const message = `Ask more people at “${title}”: one person counts for one group only, and the groups share too many.`
  return [finding('GROUPS_SHARE_PEOPLE', message, where)]
}

const isPositive = (count: number) => Number.isSafeInteger(count) && count >= 1

const notPositive = (title: string, where: { nodeId: string }) =>
  finding('APPROVALS_NOT_POSITIVE', `Let “${title}” need at least one approval: nothing passes by itself.`, where)

function nobodyAsked({ id: nodeId }: ApprovalNode, sources: PeopleSource[], title: string): FlowFinding {
  if (sources.some(({ kind }) => kind === 'INITIATOR')) {
    const message = `Ask somebody else at “${title}”, or allow self-approval: whoever opens a ticket may not approve it here.`
    return finding('ONLY_INITIATOR', message, { nodeId })
  }
  return finding('NOBODY_ASKED', `Say who is asked at “${title}”.`, { nodeId })
}

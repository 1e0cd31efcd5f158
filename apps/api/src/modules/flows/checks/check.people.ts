import type { ApprovalNode, FlowDefinition, NotifyNode, PeopleSource } from '../flow.definition.ts'
import { checkRule } from './check.asking.ts'
import { type FlowFinding, finding } from './flow.finding.ts'
import { peopleField } from './possible-people.ts'

/** Who is asked and told, by which rule, and until when. */
export function checkPeople({ nodes, form }: FlowDefinition): FlowFinding[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'APPROVAL') return checkApproval(node, form)
    return node.kind === 'NOTIFY' ? checkNotify(node, form) : []
  })
}

function checkApproval(node: ApprovalNode, form: FlowDefinition['form']): FlowFinding[] {
  const { id: nodeId, title, rule, people, veto, deadline } = node
  const findings = checkRule(node, form)
  const asked = rule.kind === 'GROUPS' ? rule.groups.flatMap((group) => group.people) : people
  findings.push(...checkFields(nodeId, title, [...asked, ...veto, ...(deadline?.escalateTo ?? [])], form))
  if (rule.kind === 'GROUPS' && people.length > 0) {
    const message = `Put whom “${title}” asks into its groups: who stands beside them is not asked.`
    findings.push(finding('PEOPLE_BESIDE_GROUPS', message, { nodeId }))
  }
  if (deadline && !(Number.isSafeInteger(deadline.minutes) && deadline.minutes > 0)) {
    findings.push(finding('DEADLINE_NOT_POSITIVE', `Give “${title}” a deadline of whole minutes, or none.`, { nodeId }))
  }
  if (node.askByPoll && rule.kind === 'SEQUENCE') {
    const message = `Choose another rule at “${title}”, or ask without a poll: a poll asks everybody at once, this rule one after the other.`
    findings.push(finding('POLL_ONE_BY_ONE', message, { nodeId }))
  }
  return findings
}

function checkNotify({ id: nodeId, title, people }: NotifyNode, form: FlowDefinition['form']): FlowFinding[] {
  const nobody = people.every((source) => source.kind === 'USERS' && source.userIds.length === 0)
  const findings = checkFields(nodeId, title, people, form)
  if (nobody) findings.push(finding('NOBODY_TOLD', `Say who is told at “${title}”.`, { nodeId }))
  return findings
}

/** People that a field of the form names: it must be one that asks for people, and should not be left empty. */
function checkFields(
  nodeId: string,
  title: string,
  sources: PeopleSource[],
  form: FlowDefinition['form'],
): FlowFinding[] {
  const names = new Set(sources.flatMap((source) => (source.kind === 'FIELD' ? [source.field] : [])))
  return [...names].flatMap((name): FlowFinding[] => {
    const field = peopleField(form, name)
    if (!field) {
      const message = `Choose a field that asks for people at “${title}”: “${name}” does not.`
      return [finding('FIELD_NOT_PEOPLE', message, { nodeId, field: name })]
    }
    if (field.required && field.shownIf === null) return []
    const message = `“${field.title}” may be left empty; “${title}” then has nobody of it to ask.`
    return [finding('FIELD_MAY_BE_EMPTY', message, { nodeId, field: name })]
  })
}

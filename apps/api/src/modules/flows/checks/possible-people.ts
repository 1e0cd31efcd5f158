import type { ApprovalNode, FlowDefinition, PeopleSource } from '../flow.definition.ts'

/** What bounds how many people a source can name. */
interface Bounds {
  node: Pick<ApprovalNode, 'selfApproval'>
  form: FlowDefinition['form']
  /** How many stand for any number of people: as many as would ever be needed. */
  many: number
}

/** Stand-ins for everybody whom sources could name, each with a name of its own; as many as can be known before there is a ticket. */
export const possiblePeople = (sources: readonly PeopleSource[], bounds: Bounds): Set<string> =>
  new Set(sources.flatMap((source) => namedBy(source, bounds)))

function namedBy(source: PeopleSource, { node, form, many }: Bounds): string[] {
  const crowd = (name: string) => Array.from({ length: many }, (_, index) => `${name}/${index}`)
  switch (source.kind) {
    case 'USERS':
      return source.userIds
    case 'ROLE':
      return crowd(`role/${source.role}`)
    case 'LEAD':
      return ['lead']
    case 'INITIATOR':
      return node.selfApproval ? ['initiator'] : []
    case 'FIELD': {
      const field = peopleField(form, source.field)
      if (!field) return []
      return field.multiple ? crowd(`field/${field.name}`) : [`field/${field.name}`]
    }
  }
}

/** The field that a source names, if it asks for people. */
export function peopleField(form: FlowDefinition['form'], name: string) {
  const field = form.find((candidate) => candidate.name === name)
  return field?.kind === 'PEOPLE' ? field : null
}

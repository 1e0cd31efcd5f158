import type { FlowDefinition, FlowNode, PeopleSource } from './flow.definition.ts'

/** A list of people in a flow, and where it stands. */
export interface PeopleList {
  nodeId: string
  path: string
  sources: PeopleSource[]
}

/** Every list of people that a node names, with its path from the node. */
function listsOf(node: FlowNode): [string, PeopleSource[]][] {
  if (node.kind === 'NOTIFY') return [['people', node.people]]
  if (node.kind !== 'APPROVAL') return []
  const groups = node.rule.kind === 'GROUPS' ? node.rule.groups : []
  return [
    ['people', node.people],
    ['veto', node.veto],
    ...groups.map((group, at): [string, PeopleSource[]] => [`rule.groups.${at}.people`, group.people]),
    ['deadline.escalateTo', node.deadline?.escalateTo ?? []],
  ]
}

export const peopleLists = ({ nodes }: FlowDefinition): PeopleList[] =>
  nodes.flatMap((node, at) =>
    listsOf(node).map(([path, sources]) => ({ nodeId: node.id, path: `nodes.${at}.${path}`, sources })),
  )

/** Everybody who is named one by one, with where. */
export const namedPeople = (definition: FlowDefinition): { userId: string; nodeId: string; path: string }[] =>
  peopleLists(definition).flatMap(({ nodeId, path, sources }) =>
    sources.flatMap((source, at) =>
      source.kind === 'USERS'
        ? source.userIds.map((userId, i) => ({ userId, nodeId, path: `${path}.${at}.userIds.${i}` }))
        : [],
    ),
  )

/** The same flow without those whom nobody knows here: what comes from elsewhere may name others. */
export function withoutPeople(definition: FlowDefinition, gone: ReadonlySet<string>): FlowDefinition {
  const copy = structuredClone(definition)
  for (const { sources } of peopleLists(copy)) {
    for (const source of sources) {
      if (source.kind === 'USERS') source.userIds = source.userIds.filter((userId) => !gone.has(userId))
    }
  }
  return copy
}

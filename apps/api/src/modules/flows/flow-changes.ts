import { isDeepStrictEqual } from 'node:util'
import type { FlowDefinition } from './flow.definition.ts'

/** What became of one part of a flow between two versions of it. */
export interface FlowChange {
  part: 'NODE' | 'LINK' | 'FIELD'
  kind: 'ADDED' | 'REMOVED' | 'CHANGED'
  /** The id of the node or link, or the name of the field. */
  id: string
  /** What people read of it, as it is after the change; empty of links. */
  title: string
  /** Of CHANGED: each property that differs. */
  differences: { property: string; before: unknown; after: unknown }[]
}

type Part = Record<string, unknown>

/** Where a node stands on the drawing means nothing to those who decide. */
const meaningless = new Set(['x', 'y'])

function differencesOf(before: Part, after: Part): FlowChange['differences'] {
  const properties = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...properties]
    .filter((property) => !meaningless.has(property) && !isDeepStrictEqual(before[property], after[property]))
    .map((property) => ({ property, before: before[property] ?? null, after: after[property] ?? null }))
}

function compare(part: FlowChange['part'], before: Map<string, Part>, after: Map<string, Part>): FlowChange[] {
  const titleOf = (one: Part) => (typeof one.title === 'string' ? one.title : '')
  const gone = [...before].filter(([id]) => !after.has(id))
  const now = [...after].flatMap(([id, one]): FlowChange[] => {
    const was = before.get(id)
    if (!was) return [{ part, kind: 'ADDED', id, title: titleOf(one), differences: [] }]
    const differences = differencesOf(was, one)
    return differences.length > 0 ? [{ part, kind: 'CHANGED', id, title: titleOf(one), differences }] : []
  })
  return [
    ...now,
    ...gone.map(([id, one]): FlowChange => ({ part, kind: 'REMOVED', id, title: titleOf(one), differences: [] })),
  ]
}

const byId = (parts: readonly { id: string }[]) => new Map(parts.map((one) => [one.id, one as unknown as Part]))

/** The fields with their places among those that both versions have: an added one moves no other. */
function fieldsOf({ form }: FlowDefinition, other: FlowDefinition): Map<string, Part> {
  const common = new Set(other.form.map(({ name }) => name))
  let place = 0
  return new Map(
    form.map((field) => [field.name, { ...field, place: common.has(field.name) ? place++ : null } as Part]),
  )
}

/** What is different in `after`: nodes, then links, then the questions of the form. */
export const changesBetween = (before: FlowDefinition, after: FlowDefinition): FlowChange[] => [
  ...compare('NODE', byId(before.nodes), byId(after.nodes)),
  ...compare('LINK', byId(before.links), byId(after.links)),
  ...compare('FIELD', fieldsOf(before, after), fieldsOf(after, before)),
]

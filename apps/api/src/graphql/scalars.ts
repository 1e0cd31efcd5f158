import { GraphQLError, Kind, type ValueNode } from 'graphql'
import { builder } from './builder.ts'

// Date accepts much more than ISO 8601 ("1", "May"), and rolls 30 February over: both would store what nobody wrote.
const isoDateTime = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/

function parseDateTime(value: unknown): Date {
  const match = typeof value === 'string' && value.length <= 40 ? isoDateTime.exec(value) : null
  const date = match ? new Date(value as string) : null
  const dayExists =
    match &&
    new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]))).getUTCDate() === Number(match[3])
  if (!date || Number.isNaN(date.getTime()) || !dayExists) {
    throw new GraphQLError('Write a time in ISO 8601 with seconds and a zone, such as 2030-01-31T08:00:00Z.')
  }
  return date
}

builder.scalarType('DateTime', {
  description: 'A moment in ISO 8601, always answered in UTC: `2030-01-31T08:00:00.000Z`.',
  serialize: (value) => (value instanceof Date ? value : new Date(value as string)).toISOString(),
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : null),
})

function literalToJson(node: ValueNode, variables: Record<string, unknown>): unknown {
  switch (node.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value)
    case Kind.STRING:
    case Kind.ENUM:
    case Kind.BOOLEAN:
      return node.value
    case Kind.NULL:
      return null
    case Kind.VARIABLE:
      return variables[node.name.value]
    case Kind.LIST:
      return node.values.map((item) => literalToJson(item, variables))
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((f) => [f.name.value, literalToJson(f.value, variables)]))
  }
}

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => literalToJson(node, variables ?? {}),
})

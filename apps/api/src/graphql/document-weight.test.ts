import { getOperationAST, parse } from 'graphql'
import { expect, test } from 'vitest'
import { weigh } from './document-weight.ts'
import { schema } from './schema.ts'

function cost(source: string, variables: Record<string, unknown> = {}): number {
  const document = parse(source)
  const operation = getOperationAST(document)
  if (!operation) throw new Error('no operation')
  return weigh(schema, document, operation, variables).cost
}

test('a size costs the same as a literal, a variable and the default of a variable', () => {
  const literal = cost('{ servers(first: 100) { nodes { id } } }')
  expect(literal).toBeGreaterThanOrEqual(100)
  const source = (initial: string) => `query ($n: Int${initial}) { servers(first: $n) { nodes { id } } }`
  expect(cost(source(''), { n: 100 })).toBe(literal)
  expect(cost(source(' = 100'))).toBe(literal)
  expect(cost(source(' = 1'), { n: 100 })).toBe(literal)
})

test('a connection whose size is left out costs a page', () => {
  expect(cost('{ servers { nodes { id } } }')).toBe(cost('{ servers(first: 20) { nodes { id } } }'))
})

test('a page of a room costs as many messages as it was asked for, not a list of such pages', () => {
  const page = (first: number) =>
    cost(`{ roomById(id: "r") { messages(first: ${first}) { messages { author { id } } } } }`)
  expect(page(50) - page(49)).toBeLessThanOrEqual(5)
})

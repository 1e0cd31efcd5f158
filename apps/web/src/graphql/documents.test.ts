import { readdirSync, readFileSync } from 'node:fs'
import { buildSchema, type DefinitionNode, Kind, NoUnusedFragmentsRule, parse, specifiedRules, validate } from 'graphql'
import { expect, test } from 'vitest'

const source = new URL('../', import.meta.url).pathname
const schema = buildSchema(readFileSync(`${source}../../api/schema.graphql`, 'utf8'))
const written = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|vue)$/.test(file) && !file.includes('generated/') && !file.endsWith('.test.ts'))
  .flatMap((file) =>
    [...readFileSync(`${source}${file}`, 'utf8').matchAll(/graphql\(\s*`([^`]*)`/g)].map((match) => match[1] ?? ''),
  )
const definitions: DefinitionNode[] = written.flatMap((text) => parse(text).definitions)

// The types of documents do not see fields of two types that claim one name: the server refuses the whole operation for it.
test('the server would take every operation of the page', () => {
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
  expect(operations.length).toBeGreaterThan(60)
  const rules = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule)
  for (const operation of operations) {
    const document = { kind: Kind.DOCUMENT as const, definitions: [operation, ...fragments] }
    expect(validate(schema, document, rules).map(({ message }) => message)).toEqual([])
  }
})

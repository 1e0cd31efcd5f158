import { getVariableValues, Kind, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { exampleTabs } from './graphiql-examples.ts'
import { schema } from './schema.ts'

test.each(exampleTabs)('the example fits the schema: $query', ({ query, variables }) => {
  const document = parse(query)
  expect(validate(schema, document)).toEqual([])
  const values = JSON.parse(variables ?? '{}')
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue
    expect(getVariableValues(schema, operation.variableDefinitions ?? [], values).errors).toBeUndefined()
  }
})

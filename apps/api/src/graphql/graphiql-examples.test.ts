import { parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { exampleTabs } from './graphiql-examples.ts'
import { schema } from './schema.ts'

test.each(exampleTabs)('the example fits the schema: $query', ({ query, variables }) => {
  expect(validate(schema, parse(query))).toEqual([])
  expect(() => JSON.parse(variables ?? '{}')).not.toThrow()
})

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  printType,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { printedSchema } from '../../apps/api/src/graphql/print-schema.ts'
import { COMES_LATER, CONTRACT } from '../support/api-contract.ts'

const file = fileURLToPath(new URL('../../apps/api/schema.graphql', import.meta.url))
const printed = printedSchema()
const schema = buildSchema(printed)
const contract = buildSchema(CONTRACT)

/** A field as it must be written: its name, its arguments and its type. More arguments may be there if none is required. */
function spell(field: GraphQLField<unknown, unknown>, promised: GraphQLField<unknown, unknown> = field) {
  const mayBeMore = (arg: GraphQLArgument) =>
    !promised.args.some((p) => p.name === arg.name) && !isRequiredArgument(arg)
  const args = field.args
    .filter((arg) => !mayBeMore(arg))
    .map((arg) => `${arg.name}: ${arg.type}${arg.defaultValue === undefined ? '' : ` = ${arg.defaultValue}`}`)
  return `${field.name}(${args.join(', ')}): ${field.type}`
}

const fieldsOf = (type: GraphQLNamedType | undefined) =>
  isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : []

const ownTypes = (of: GraphQLSchema) => Object.values(of.getTypeMap()).filter((type) => !type.name.startsWith('__'))

describe('what outside scripts rely on', () => {
  for (const type of ownTypes(contract).filter((t) => isObjectType(t) || isInterfaceType(t))) {
    for (const field of fieldsOf(type)) {
      const name = `${type.name}.${field.name}`
      if (COMES_LATER.includes(name)) continue
      test(name, () => {
        const mine = fieldsOf(schema.getType(type.name)).find((f) => f.name === field.name)
        expect(mine && spell(mine, field)).toBe(spell(field))
      })
    }
  }
  for (const type of ownTypes(contract).filter(isEnumType)) {
    test(`${type.name}`, () => {
      const mine = schema.getType(type.name)
      expect(
        isEnumType(mine) &&
          mine
            .getValues()
            .map((v) => v.name)
            .sort(),
      ).toEqual(
        type
          .getValues()
          .map((v) => v.name)
          .sort(),
      )
    })
  }
  for (const type of ownTypes(contract).filter(isInputObjectType)) {
    for (const field of Object.values(type.getFields())) {
      test(`${type.name}.${field.name}`, () => {
        const mine = schema.getType(type.name)
        expect(isInputObjectType(mine) && String(mine.getFields()[field.name]?.type)).toBe(String(field.type))
      })
    }
  }
})

test('what comes later is not there yet, or the list is out of date', () => {
  const there = COMES_LATER.filter((name) => {
    const [type = '', field] = name.split('.')
    return fieldsOf(schema.getType(type)).some((f) => f.name === field)
  })
  expect(there).toEqual([])
})

test('every type, field, argument and value is described', () => {
  const undescribed: string[] = []
  const need = (what: string, described: { description?: string | null }) => {
    if (!described.description?.trim()) undescribed.push(what)
  }
  for (const type of ownTypes(schema).filter((t) => !['String', 'Int', 'Float', 'Boolean', 'ID'].includes(t.name))) {
    need(type.name, type)
    for (const field of fieldsOf(type)) {
      need(`${type.name}.${field.name}`, field)
      for (const arg of field.args) need(`${type.name}.${field.name}(${arg.name})`, arg)
    }
    if (isInputObjectType(type)) for (const f of Object.values(type.getFields())) need(`${type.name}.${f.name}`, f)
    if (isEnumType(type)) for (const v of type.getValues()) need(`${type.name}.${v.name}`, v)
  }
  expect(undescribed).toEqual([])
})

test('apps/api/schema.graphql is what the code says (UPDATE_SCHEMA=1 writes it)', () => {
  if (process.env.UPDATE_SCHEMA === '1') writeFileSync(file, printed)
  expect(existsSync(file)).toBe(true)
  expect(readFileSync(file, 'utf8')).toBe(printed)
  expect(printType(schema.getQueryType() as GraphQLNamedType)).toContain('viewer')
})

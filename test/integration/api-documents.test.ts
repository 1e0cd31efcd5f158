import { readdirSync, readFileSync } from 'node:fs'
import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'

const schema = buildSchema(readFileSync('apps/api/schema.graphql', 'utf8'))
const files = readdirSync('docs').filter((name) => name.endsWith('.md'))
const texts = files.map((name) => [name, readFileSync(`docs/${name}`, 'utf8')] as const)
const blocks = texts.flatMap(([name, text]) =>
  [...text.matchAll(/^```graphql\n(.*?)^```$/gms)].map(([, block = ''], i) => [name, i + 1, block] as const),
)

describe('what docs/ says about the API', () => {
  it.each(blocks)('%s, document %i, is one that the server takes', (_name, _i, block) => {
    expect(validate(schema, parse(block))).toEqual([])
  })

  it('names each operation that changes something', () => {
    const told = texts.map(([, text]) => text).join('\n')
    const missing = Object.keys(schema.getMutationType()?.getFields() ?? {}).filter(
      (name) => !new RegExp(`\`${name}\\b|\\b${name}\\(`).test(told),
    )
    expect(missing).toEqual([])
  })

  it('names no operation in the cookbook that there is not', () => {
    const cookbook = readFileSync('docs/api.md', 'utf8')
    const known = [schema.getMutationType(), schema.getQueryType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}),
    )
    const rows = [...cookbook.matchAll(/^\|[^|]*\|([^|]*)\|[^|]*\|$/gm)].map(([, how = '']) => how).join('\n')
    const named = [...rows.matchAll(/`(\w+)\(/g)].map(([, name]) => name ?? '')
    expect(named.length).toBeGreaterThan(15)
    expect(named.filter((name) => !known.includes(name))).toEqual([])
  })
})

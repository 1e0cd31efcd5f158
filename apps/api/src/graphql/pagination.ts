import type { ObjectRef } from '@pothos/core'
import { badInput } from '../modules/kernel/errors.ts'
import { builder } from './builder.ts'

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T> ? T : never

export const DEFAULT_PAGE_SIZE = 20
export const MAX_PAGE_SIZE = 100

export interface PageArgs {
  first?: number | null
  after?: string | null
}

/** One page of a list that is ordered by a single unique key. */
export interface Page<T> {
  nodes: T[]
  hasNextPage: boolean
  hasPreviousPage: boolean
  keyOf(node: T): PageKey
  /** Asked only when `totalCount` is selected. */
  count(): Promise<number>
}

type PageKey = string | number

const encodeCursor = (key: PageKey) => Buffer.from(JSON.stringify(key)).toString('base64url')

function decodeCursor(cursor: string): PageKey {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if ((typeof key === 'string' && !key.includes('\0')) || (typeof key === 'number' && Number.isSafeInteger(key)))
      return key
  } catch {
    // falls through to the one answer for everything that is not a cursor
  }
  throw badInput([{ path: 'after', message: 'This is not a cursor: pass pageInfo.endCursor of the page before.' }])
}

/**
 * Reads a page by keyset: rows whose key lies behind the cursor's, so that a row that was deleted meanwhile loses nothing.
 * `find` gets the key to start behind (null = from the start; a cursor of another list is refused by `keyType`).
 */
export async function readPage<T, K extends 'string' | 'number'>(
  args: PageArgs,
  source: {
    keyType: K
    keyOf(node: T): PageKey
    find(after: (K extends 'string' ? string : number) | null, take: number): Promise<T[]>
    count(): Promise<number>
  },
): Promise<Page<T>> {
  const first = args.first ?? DEFAULT_PAGE_SIZE
  if (first < 0 || first > MAX_PAGE_SIZE) {
    throw badInput([{ path: 'first', message: `Ask for 0 to ${MAX_PAGE_SIZE} at a time and page on with "after".` }])
  }
  const after = args.after == null ? null : decodeCursor(args.after)
  if (after !== null && typeof after !== source.keyType) {
    throw badInput([{ path: 'after', message: 'This cursor belongs to another list.' }])
  }
  const found = await source.find(after as (K extends 'string' ? string : number) | null, first + 1)
  return {
    nodes: found.slice(0, first),
    hasNextPage: found.length > first,
    hasPreviousPage: after !== null,
    keyOf: source.keyOf,
    count: source.count,
  }
}

const PageInfo = builder.objectRef<Page<unknown>>('PageInfo').implement({
  description: 'Where a page lies in its list.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'More follows: ask again with `after: endCursor`.' }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', { description: 'This page was asked for with `after`.' }),
    startCursor: t.string({
      nullable: true,
      description: 'Cursor of the first node; null on an empty page.',
      resolve: (page) => (page.nodes.length ? encodeCursor(page.keyOf(page.nodes[0])) : null),
    }),
    endCursor: t.string({
      nullable: true,
      description: 'Cursor of the last node; null on an empty page.',
      resolve: (page) => (page.nodes.length ? encodeCursor(page.keyOf(page.nodes[page.nodes.length - 1])) : null),
    }),
  }),
})

/** `<Name>Connection` and `<Name>Edge` for a node type. Resolve the field with `readPage`. */
export function connectionOf<T>(name: string, node: ObjectRef<Types, T>) {
  const edge = builder.objectRef<{ node: T; cursor: string }>(`${name}Edge`)
  edge.implement({
    description: `A ${name} in a list, with its cursor.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: 'Pass it as `after` to go on behind this one.' }),
      node: t.field({ type: node, description: 'The one that stands here.', resolve: (e) => e.node as never }),
    }),
  })
  const connection = builder.objectRef<Page<T>>(`${name}Connection`)
  connection.implement({
    description: 'A page of a list.',
    fields: (t) => ({
      nodes: t.field({ type: [node], description: 'What is on this page.', resolve: (page) => page.nodes as never }),
      edges: t.field({
        type: [edge],
        description: 'The same with a cursor each.',
        resolve: (page) => page.nodes.map((n) => ({ node: n, cursor: encodeCursor(page.keyOf(n)) })),
      }),
      pageInfo: t.field({
        type: PageInfo,
        description: 'Where this page lies.',
        resolve: (page) => page as Page<unknown>,
      }),
      totalCount: t.int({ description: 'How many there are on all pages.', resolve: (page) => page.count() }),
    }),
  })
  return connection
}

/** Where a connection's nodes stand, for `queryFromInfo`. */
export const nodePaths = [['nodes'], ['edges', 'node']]

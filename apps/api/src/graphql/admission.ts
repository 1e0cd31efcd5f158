import { type DocumentNode, GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql'
import type { Viewer } from '../modules/kernel/viewer.ts'
import { weigh } from './document-weight.ts'

export type Transport = 'http' | 'sse' | 'ws'

/** Refused by the lexer already, before a document is built. */
export const MAX_TOKENS = 2_000

const LIMITS = { depth: 14, aliases: 50, cost: 20_000 }
/** What the usual introspection query of tools needs. */
const INTROSPECTION_DEPTH = 20

/** Root fields for callers who have not signed in. */
const OPEN_FIELDS = new Set(['signIn', 'viewer', '__typename'])

export interface RequestedOperation {
  document: DocumentNode
  operationName?: string | null
  variables?: Record<string, unknown> | null
}

/**
 * The one door for operations of every transport. Null lets the operation in; it is then still validated, and services
 * judge rights. Runs before validation, so that strangers learn nothing of the schema and no document is too big to check.
 */
export function admit(
  schema: GraphQLSchema,
  { document, operationName, variables }: RequestedOperation,
  viewer: Viewer | null,
  transport: Transport,
): GraphQLError | null {
  const operation = getOperationAST(document, operationName)
  if (!operation) return refuse('Name the operation to run: "operationName" must be one of the document.')
  const { depth, aliases, cost, rootFields } = weigh(schema, document, operation, variables ?? {})
  if (!viewer && [...rootFields].some((field) => !OPEN_FIELDS.has(field))) {
    return new GraphQLError('Sign in first: call signIn, or send "Authorization: Bearer <api token>".', {
      extensions: { code: 'UNAUTHENTICATED' },
    })
  }
  const introspects = rootFields.has('__schema') || rootFields.has('__type')
  const maxDepth = introspects ? INTROSPECTION_DEPTH : LIMITS.depth
  if (depth > maxDepth) return refuse(`The query is ${depth} levels deep, at most ${maxDepth} are allowed. Split it.`)
  if (aliases > LIMITS.aliases) {
    return refuse(`The query has ${aliases} aliases, at most ${LIMITS.aliases} are allowed. Split it.`)
  }
  if (cost > LIMITS.cost) {
    return refuse(`The query may load ${cost} objects, at most ${LIMITS.cost} are allowed. Ask for smaller pages.`)
  }
  if (operation.operation === 'subscription' && transport === 'http') {
    return refuse('Subscribe over a WebSocket, or send "Accept: text/event-stream".')
  }
  return null
}

const refuse = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', fields: [] } })

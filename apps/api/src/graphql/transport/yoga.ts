import { randomUUID } from 'node:crypto'
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql'
import { createYoga, type Plugin } from 'graphql-yoga'
import { admit, MAX_TOKENS, type RequestedOperation } from '../admission.ts'
import type { Context } from '../context.ts'
import { presentError } from '../errors.ts'
import type { OperationExecution } from './execution.ts'

const MAX_BODY_BYTES = 1_000_000

export type OperationContext = Context & {
  params?: { operationName?: string; variables?: RequestedOperation['variables'] }
}

/** Yoga with this product's door, execution and errors; WebSockets come in through its `getEnveloped`, so by the same door. */
export function createOperationServer(parts: {
  schema: GraphQLSchema
  execution: OperationExecution
  report(error: unknown, requestId: string): void
}) {
  const { schema, execution, report } = parts

  const throughTheDoor: Plugin<OperationContext> = {
    onParse({ context, setParseFn }) {
      setParseFn((source, options) => parse(source, { ...options, maxTokens: MAX_TOKENS }))
      return ({ result }) => {
        if (!isDocument(result)) return
        const { operationName, variables } = context.params ?? {}
        const refusal = admit(schema, { document: result, operationName, variables }, context.viewer, context.transport)
        // Thrown, not set as the result: a set one would be cached for the document, and for everybody who sends it.
        if (refusal) throw refusal
      }
    },
    onExecute: ({ setExecuteFn }) => setExecuteFn(execution.execute),
    onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(execution.subscribe),
  }

  return createYoga<Context>({
    schema,
    graphqlEndpoint: '/graphql',
    cors: false,
    multipart: false,
    batching: false,
    graphiql: false,
    landingPage: false,
    logging: false,
    maxRequestBodySize: MAX_BODY_BYTES,
    maskedErrors: {
      isDev: false,
      maskError(error) {
        const requestId = randomUUID()
        return presentError(error, requestId, (origin) => report(origin, requestId))
      },
    },
    plugins: [throughTheDoor],
  })
}

export type OperationServer = ReturnType<typeof createOperationServer>

const isDocument = (value: unknown): value is DocumentNode =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Document'

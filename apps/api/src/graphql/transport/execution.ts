import { randomUUID } from 'node:crypto'
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type SubscriptionArgs,
} from 'graphql'
import type { Services } from '../../compose.ts'
import { CallerError } from '../../modules/kernel/errors.ts'
import { latestPlanOf, planOf } from '../../streams/cursors.ts'
import type { SharedExecution } from '../../streams/shared-execution.ts'
import type { SharedLatest } from '../../streams/shared-latest.ts'
import { broadcastKey, broadcastPlan } from '../broadcast.ts'
import type { Context } from '../context.ts'
import { presentError } from '../errors.ts'
import { deliveryOf, type StreamingContext } from './delivery.ts'

/** Runs operations for every transport: errors presented, a fresh context per event, equal subscriptions shared. */
export interface OperationExecution {
  execute(args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult>
  subscribe(args: SubscriptionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>
}

export interface ExecutionParts {
  services: Services
  /** Null: everybody gets an execution of their own. */
  shared: { streams: SharedExecution; latest: SharedLatest } | null
  /** Gets what is masked before callers. */
  report(error: unknown, requestId: string): void
}

export function createOperationExecution({ services, shared, report }: ExecutionParts): OperationExecution {
  const present = (result: ExecutionResult, requestId: string): ExecutionResult =>
    result.errors
      ? {
          ...result,
          errors: result.errors.map((e) => presentError(e, requestId, (origin) => report(origin, requestId))),
        }
      : result

  const run = (args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult> => {
    const { requestId } = args.contextValue as Context
    const result = execute(args)
    return result instanceof Promise ? result.then((r) => present(r, requestId)) : present(result, requestId)
  }

  const neutralContext = (scope: string | undefined): Context => ({
    viewer: null,
    scope,
    services,
    transport: 'ws',
    address: '',
    requestId: randomUUID(),
    signal: new AbortController().signal,
    setSessionCookie: null,
  })

  /** The rest of a `next` frame behind its id. */
  const renderEvent = (args: SubscriptionArgs, scope: string | undefined) => (event: unknown) => {
    const toPayload = (result: ExecutionResult) => Buffer.from(`${JSON.stringify(result)}}`)
    const result = run({ ...args, rootValue: event, contextValue: neutralContext(scope) })
    return result instanceof Promise ? result.then(toPayload) : toPayload(result)
  }

  const share = (args: SubscriptionArgs, source: object): AsyncIterableIterator<never> | null => {
    const sink = deliveryOf(args.contextValue as Context)
    const cursor = planOf(source)
    const latest = latestPlanOf(source)
    if (!shared || !sink || !(cursor || latest)) return null
    const plan = broadcastPlan(args.schema, args.document, args.operationName)
    if (!plan) return null
    const variables = args.variableValues as Record<string, unknown> | undefined
    const groupKey = broadcastKey(plan, variables)
    const render = renderEvent(args, cursor?.options.scope)
    if (cursor) return shared.streams.join({ groupKey, plan: cursor, render, sink })
    return latest ? shared.latest.join({ groupKey, plan: latest, render, sink }) : null
  }

  return {
    execute: run,
    async subscribe(args) {
      const context = args.contextValue as StreamingContext
      const { requestId } = context
      const presentThrown = (error: unknown): GraphQLError =>
        presentError(error, requestId, (origin) => report(origin, requestId))
      const source = await createSourceEventStream(args)
      if (!(Symbol.asyncIterator in source)) return present(source, requestId)
      const own = source[Symbol.asyncIterator]()
      const shared = share(args, source)
      const streamEnded = context.streamStarts?.()
      return presenting(shared ?? own, {
        run: (event) => run({ ...args, rootValue: event, contextValue: { ...context } }),
        presentThrown,
        signal: context.signal,
        ended() {
          streamEnded?.()
          // Nobody pulled from it, but it may have to tidy up.
          if (shared) void own.return?.()
        },
      })
    },
  }
}

interface Presentation {
  run(event: unknown): ExecutionResult | Promise<ExecutionResult>
  presentThrown(error: unknown): GraphQLError
  signal: AbortSignal
  ended: (() => void) | undefined
}

/**
 * Executes each event as it is pulled. What the source throws ends the stream, presented; so does the reason for which the
 * signal fired, if it is one that callers may know.
 */
function presenting(
  events: AsyncIterator<unknown>,
  { run, presentThrown, signal, ended }: Presentation,
): AsyncIterableIterator<ExecutionResult> {
  let over = false
  const finish = () => {
    over = true
    ended?.()
  }
  const end = async (): Promise<IteratorResult<ExecutionResult>> => {
    finish()
    await events.return?.()
    return { done: true, value: undefined }
  }
  const results: AsyncIterableIterator<ExecutionResult> = {
    async next() {
      // Yoga asks again after an error.
      if (over) return { done: true, value: undefined }
      try {
        const { done, value } = await events.next()
        if (!done) return { done: false, value: await run(value) }
        finish()
        if (signal.reason instanceof CallerError) throw signal.reason
        return { done: true, value: undefined }
      } catch (error) {
        finish()
        throw presentThrown(error)
      }
    },
    return: end,
    throw: end,
    [Symbol.asyncIterator]: () => results,
  }
  return results
}

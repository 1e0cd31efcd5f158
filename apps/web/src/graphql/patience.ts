import { type Exchange, makeOperation, mapExchange, type OperationResult } from '@urql/vue'
import { backoff } from './backoff.ts'
import { type Fault, faultOfErrors, lost } from './live/fault.ts'

/** What an answer that brought nothing means: trying again helps (`lost`), or the server has decided (`refused`). */
function faultOf({ data, error }: OperationResult): Fault | null {
  const broughtSomething = Object.values(data ?? {}).some((value) => value !== null)
  if (!error || broughtSomething) return null
  const { networkError, graphQLErrors } = error
  return networkError || graphQLErrors.length === 0 ? lost(networkError?.message) : faultOfErrors(graphQLErrors)
}

const waitOf = (fault: Fault, attempt: number) => Math.max(fault.retryAfterMs ?? 0, backoff(attempt))

/**
 * Asks again until the server has answered, yes or no. Null when nobody wants to know any more. Without `isWanted` it asks once:
 * where nothing is shown yet, a failure is to be told.
 */
export async function askUntilAnswered<R extends OperationResult>(
  ask: () => PromiseLike<R>,
  isWanted: (() => boolean) | null,
): Promise<R | null> {
  if (!isWanted) return ask()
  for (let attempt = 0; isWanted(); attempt++) {
    const result = await ask()
    const fault = faultOf(result)
    if (fault?.kind !== 'lost') return result
    await new Promise((resolve) => setTimeout(resolve, waitOf(fault, attempt)))
  }
  return null
}

interface Kept {
  data: unknown
  attempt: number
  timer?: ReturnType<typeof setTimeout>
}

/**
 * What a part of the page has read stays there when reading it anew fails on the way, beside the error, and is asked for until the
 * server answers: a list shall not vanish, and take with it what is open beside it, because the network stumbled.
 */
export const keepingExchange: Exchange = (input) => {
  const kept = new Map<number, Kept>()

  return mapExchange({
    onOperation({ kind, key }) {
      if (kind !== 'teardown') return
      clearTimeout(kept.get(key)?.timer)
      kept.delete(key)
    },
    onResult(result) {
      const { operation } = result
      if (operation.kind !== 'query') return
      const known = kept.get(operation.key)
      clearTimeout(known?.timer)
      const fault = faultOf(result)
      if (!fault) return void kept.set(operation.key, { data: result.data, attempt: 0 })
      if (fault.kind === 'refused') return void kept.delete(operation.key)
      if (!known) return
      known.timer = setTimeout(
        () => {
          const context = { ...operation.context, requestPolicy: 'network-only' as const }
          input.client.reexecuteOperation(makeOperation('query', operation, context))
        },
        waitOf(fault, known.attempt++),
      )
      return { ...result, data: known.data, stale: true }
    },
  })(input)
}

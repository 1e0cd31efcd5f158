import { Client, cacheExchange, fetchExchange, mapExchange } from '@urql/vue'
import { watch } from 'vue'
import { pageDoor } from './live/http-door.ts'
import { createLive, type Live } from './live/live.ts'
import { preferredTransport } from './live/preference.ts'
import { keepingExchange } from './patience.ts'

/** Waits before a query is asked again when the network failed; a mutation is never repeated by itself. */
const retryDelaysMs = [300, 1_200]

const isQuery = (init: RequestInit | undefined) =>
  typeof init?.body === 'string' && /"query":"\s*query\b/.test(init.body)

/** Asks again when the connection failed (not when the server answered), and only for queries. */
const patientFetch: typeof fetch = async (input, init) => {
  for (const delay of isQuery(init) ? retryDelaysMs : []) {
    try {
      return await fetch(input, init)
    } catch (error) {
      if (init?.signal?.aborted) throw error
      await new Promise((resolve) => setTimeout(resolve, delay))
    }
  }
  return fetch(input, init)
}

/** What every request brings along. */
export const fetchOptions: RequestInit = { credentials: 'same-origin', headers: pageDoor.headers }

export interface Connections {
  client: Client
  live: Live
}

/** The page's two ways to the API: urql for questions and changes, live streams for the rest. */
export function connect(onUnauthenticated: () => void): Connections {
  const client = new Client({
    url: '/graphql',
    fetch: patientFetch,
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    fetchOptions,
    exchanges: [
      mapExchange({
        onError(error) {
          if (error.graphQLErrors.some((each) => each.extensions?.code === 'UNAUTHENTICATED')) onUnauthenticated()
        },
      }),
      keepingExchange,
      cacheExchange,
      fetchExchange,
    ],
  })
  const live = createLive({ pinned: preferredTransport.value, onUnauthenticated })
  watch(preferredTransport, (kind) => live.choice.pin(kind))
  return { client, live }
}

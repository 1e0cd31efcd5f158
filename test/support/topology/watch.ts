import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'

/** An event of either stream of a release; a heartbeat is not kept. */
export interface Seen {
  seq: number
  kind?: string
  releaseStatus?: string
  stepKey: string | null
  stepStatus?: string | null
  message?: string | null
  text?: string
  /** When it came, in ms since 1970. */
  cameAt: number
}

export interface Watcher {
  /** In the order of arrival, nothing taken out: what came twice stands here twice. */
  readonly seen: Seen[]
  /** How often it had to connect. */
  readonly connections: number
  /** Resolves with the first event that fits, also one that came before the call. */
  first(fits: (event: Seen) => boolean, withinMs?: number): Promise<Seen>
  close(): Promise<void>
}

export interface Watching {
  /** Nodes; after a cut the next one is asked. */
  urls: string[]
  token: string
  releaseId: string
  stream: 'releaseEvents' | 'releaseOutput'
}

const documents = {
  releaseEvents: `subscription ($id: ID!, $after: Int) {
    releaseEvents(releaseId: $id, after: $after) { seq kind releaseStatus stepKey stepStatus message }
  }`,
  releaseOutput: `subscription ($id: ID!, $after: Int) {
    releaseOutput(releaseId: $id, after: $after) { seq stepKey text }
  }`,
}

function createRecord() {
  const seen: Seen[] = []
  const wakers = new Set<() => void>()
  const position = { after: 0 }
  return {
    seen,
    position,
    note(event: Omit<Seen, 'cameAt'>) {
      if (event.kind === 'heartbeat' || (event.kind === undefined && event.text === '')) return
      seen.push({ ...event, cameAt: Date.now() })
      position.after = event.seq
      for (const wake of wakers) wake()
    },
    async first(fits: (event: Seen) => boolean, withinMs = 90_000): Promise<Seen> {
      const end = performance.now() + withinMs
      for (;;) {
        const found = seen.find(fits)
        if (found) return found
        const left = end - performance.now()
        if (left <= 0) throw new Error(`Not seen within ${withinMs} ms: ${fits}\n${JSON.stringify(seen.slice(-20))}`)
        let wake = () => {}
        const news = new Promise<void>((resolve) => {
          wake = resolve
          wakers.add(wake)
        })
        await Promise.race([news, pause(left, undefined, { ref: false })])
        wakers.delete(wake)
      }
    },
  }
}

/** Over Server-Sent Events, connecting again from the last seq whenever the stream ends. */
export function watchOverSse({ urls, token, releaseId, stream }: Watching): Watcher {
  const record = createRecord()
  const closing = new AbortController()
  let connections = 0

  async function connect(): Promise<void> {
    const url = urls[connections % urls.length]
    connections += 1
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      signal: closing.signal,
      headers: { accept: 'text/event-stream', 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: documents[stream], variables: { id: releaseId, after: record.position.after } }),
    })
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of response.body ?? []) {
      rest += decoder.decode(chunk, { stream: true })
      const blocks = rest.split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const data = block.split('\n').find((line) => line.startsWith('data:') && line.includes('{'))
        if (!data) continue
        const answer = JSON.parse(data.slice('data:'.length))
        if (answer.data) record.note(answer.data[stream])
      }
    }
  }

  const done = (async () => {
    while (!closing.signal.aborted) {
      // A cut, or a node that is not there: the next one goes on.
      await connect().catch(() => pause(100))
    }
  })()
  return {
    seen: record.seen,
    first: record.first,
    get connections() {
      return connections
    },
    async close() {
      closing.abort()
      await done
    },
  }
}

/** Over a WebSocket with graphql-ws, which connects again by itself; `after` is read again at each try. */
export function watchOverWebSocket({ urls, token, releaseId, stream }: Watching): Watcher {
  const record = createRecord()
  let connections = 0
  const client = createClient({
    url: () => `${urls[connections++ % urls.length]?.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: () => pause(100),
  })
  const variables = {
    id: releaseId,
    get after() {
      return record.position.after
    },
  }
  client.subscribe<Record<string, Seen>>(
    { query: documents[stream], variables },
    {
      next: ({ data }) => {
        const event = data?.[stream]
        if (event) record.note(event)
      },
      error: () => {},
      complete: () => {},
    },
  )
  return {
    seen: record.seen,
    first: record.first,
    get connections() {
      return connections
    },
    close: async () => client.dispose(),
  }
}

/** The demo is an ordinary script: it uses the public API, as anybody's would. */
export interface ApiClient {
  /** @throws Error with the first GraphQL error's message */
  ask<T>(document: string, variables?: Record<string, unknown>): Promise<T>
  /** Follows a subscription over Server-Sent Events; connects again after a cut, from the last seq that came. */
  follow<E extends { seq: number }>(document: string, variables: Record<string, unknown>): AsyncGenerator<E>
}

interface Answer<T> {
  data?: T
  errors?: { message: string }[]
}

export function createApiClient(url: string, token: string): ApiClient {
  const post = (document: string, variables: Record<string, unknown>, accept: string) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { accept, 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: document, variables }),
    })

  const dataOf = <T>({ data, errors }: Answer<T>): T => {
    if (errors?.[0]) throw new Error(errors[0].message)
    if (!data) throw new Error('The server answered without data.')
    return data
  }

  return {
    async ask<T>(document: string, variables = {}) {
      const response = await post(document, variables, 'application/json')
      return dataOf((await response.json()) as Answer<T>)
    },

    async *follow<E extends { seq: number }>(document: string, variables: Record<string, unknown>) {
      let after = 0
      for (;;) {
        const response = await post(document, { ...variables, after }, 'text/event-stream')
        for await (const message of serverSentEvents(response)) {
          if (message.event !== 'next') continue
          const event = Object.values(dataOf(JSON.parse(message.data) as Answer<Record<string, E>>))[0]
          if (!event || event.seq <= after) continue
          after = event.seq
          yield event
        }
      }
    },
  }
}

/** The messages of one text/event-stream body, in order. */
async function* serverSentEvents(response: Response): AsyncGenerator<{ event: string; data: string }> {
  if (!response.ok || !response.body)
    throw new Error(`The server answered ${response.status}: ${await response.text()}`)
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of response.body) {
    rest += decoder.decode(chunk, { stream: true })
    const blocks = rest.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const lines = block.split('\n')
      const field = (name: string) =>
        lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trimStart())
      yield { event: field('event').join(''), data: field('data').join('\n') }
    }
  }
}

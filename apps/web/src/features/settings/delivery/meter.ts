import { type HttpDoor, pageDoor } from '../../../graphql/live/http-door.ts'

/** Counts what comes in on its way to one lane: bytes of content, after decompression and without headers. */
export interface Meter {
  readonly bytes: number
  door: HttpDoor
  webSocketImpl: typeof WebSocket
}

export function createMeter(): Meter {
  const encoder = new TextEncoder()
  let bytes = 0

  const counting = () =>
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength
        controller.enqueue(chunk)
      },
    })

  return {
    get bytes() {
      return bytes
    },
    door: {
      ...pageDoor,
      async fetch(input, init) {
        const response = await pageDoor.fetch(input, init)
        return response.body ? new Response(response.body.pipeThrough(counting()), response) : response
      },
    },
    // The GraphQL client makes its sockets with `new`.
    webSocketImpl: class extends WebSocket {
      constructor(...parts: ConstructorParameters<typeof WebSocket>) {
        super(...parts)
        this.addEventListener('message', ({ data }) => {
          if (typeof data === 'string') bytes += encoder.encode(data).byteLength
        })
      }
    },
  }
}

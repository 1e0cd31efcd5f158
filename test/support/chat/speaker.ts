import { setTimeout as pause } from 'node:timers/promises'

export interface Said {
  clientId: string
  /** What the server answered. */
  seq: number
  acknowledgedAt: number
  /** How often it had to be sent. */
  attempts: number
}

/** Sends texts to a room one after the other, each again under its client id until it is acknowledged. */
export interface Speaker {
  readonly said: Said[]
  readonly refusals: string[]
  /** Says no more; resolves when the last text is acknowledged. */
  finish(): Promise<void>
}

const send = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { seq clientId } }`

export function speak(options: {
  url(): string
  token: string
  roomId: string
  name: string
  everyMs: number
  /** How long each text is made. */
  bytes?: number
}): Speaker {
  const said: Said[] = []
  const refusals: string[] = []
  let speaking = true

  const ask = async (clientId: string): Promise<number | null> => {
    const response = await fetch(`${options.url()}/graphql`, {
      method: 'POST',
      signal: AbortSignal.timeout(5_000),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${options.token}` },
      body: JSON.stringify({
        query: send,
        variables: {
          input: { roomId: options.roomId, text: `says ${clientId} `.padEnd(options.bytes ?? 0, 'x'), clientId },
        },
      }),
    })
    const { data, errors } = (await response.json()) as {
      data?: { sendMessage: { seq: number } } | null
      errors?: { message: string; extensions?: { code?: string } }[]
    }
    if (errors?.[0]) refusals.push(`${errors[0].extensions?.code}: ${errors[0].message}`)
    return data?.sendMessage.seq ?? null
  }

  const done = (async () => {
    for (let n = 0; speaking; n++) {
      const clientId = `${options.name}-${n}`
      const next = pause(options.everyMs)
      for (let attempts = 1; ; attempts++) {
        const seq = await ask(clientId).catch(() => null)
        if (seq !== null) {
          said.push({ clientId, seq, acknowledgedAt: performance.now(), attempts })
          break
        }
        await pause(100)
      }
      await next
    }
  })()

  return {
    said,
    refusals,
    finish() {
      speaking = false
      return done
    },
  }
}

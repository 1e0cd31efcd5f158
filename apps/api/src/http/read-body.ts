import { setTimeout as after } from 'node:timers/promises'

/** What a body may be at most. */
export interface BodyLimits {
  mostBytes: number
  mostMs: number
}

/** Why there is no body: it was too large (413), or did not come in time (408). */
export type NoBody = 413 | 408

/** The whole body, or why not; never more of it is held than may be. */
export async function readBody(request: Request, { mostBytes, mostMs }: BodyLimits): Promise<Buffer | NoBody> {
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) return 413
  if (!request.body) return Buffer.alloc(0)
  const reader = request.body.getReader()
  const chunks: Uint8Array[] = []
  let bytes = 0
  const done = new AbortController()
  const late = after(mostMs, 'late' as const, { signal: done.signal, ref: false }).catch(() => 'late' as const)
  try {
    for (;;) {
      const next = await Promise.race([reader.read(), late])
      if (next === 'late') return 408
      if (next.done) return Buffer.concat(chunks, bytes)
      bytes += next.value.length
      if (bytes > mostBytes) return 413
      chunks.push(next.value)
    }
  } finally {
    done.abort()
    reader.releaseLock()
  }
}

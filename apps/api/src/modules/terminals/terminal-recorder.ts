import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { PrismaClient } from '../../platform/database/database.ts'
import { createCastWriter } from './cast.ts'
import type { TerminalLimits, TerminalSize } from './terminals.ports.ts'

const compress = promisify(gzip)
/** A piece is stored when it is this large, or this old. */
const CHUNK_CHARACTERS = 128 * 1024
const CHUNK_MS = 1_000
/** More than this is not held while the database is slow: the terminal waits with it. */
const MOST_CHARACTERS = 512 * 1024
const TRIES = 4
const RETRY_MS = 500

/** What a terminal shows, written down while it happens. */
export interface TerminalRecorder {
  /** Resolves when more may come: at once, unless the database is slower than the terminal. */
  output(bytes: Buffer): void | Promise<void>
  input(bytes: Buffer): void
  resize(size: TerminalSize): void
  /** Stores what is left. Never throws. */
  finish(): Promise<{ storedBytes: number; cut: boolean }>
}

export function createTerminalRecorder(parts: {
  prisma: Pick<PrismaClient, 'terminalChunk'>
  terminalId: string
  limits: Pick<TerminalLimits, 'recordBytes' | 'recordInput'>
  /** It could not be stored, several times. */
  failed(error: unknown): void
}): TerminalRecorder {
  const { prisma, terminalId, limits } = parts
  const startedAt = performance.now()
  const writer = createCastWriter(() => (performance.now() - startedAt) / 1000)
  let pending: string[] = []
  let pendingLength = 0
  let written = 0
  let storedBytes = 0
  let seq = 0
  let cut = false
  let broken = false
  let timer: NodeJS.Timeout | undefined
  let storing: Promise<void> | null = null

  async function store(text: string): Promise<void> {
    const content = new Uint8Array(await compress(text))
    const number = ++seq
    for (let tried = 1; ; tried++) {
      try {
        // The same piece twice is the same piece: an answer may have been lost.
        await prisma.terminalChunk.createMany({ data: [{ terminalId, seq: number, content }], skipDuplicates: true })
        storedBytes += content.length
        return
      } catch (error) {
        if (tried === TRIES) throw error
        await new Promise((resolve) => void setTimeout(resolve, RETRY_MS).unref())
      }
    }
  }

  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    storing ??= (async () => {
      while (pending.length > 0 && !broken) {
        const text = pending.join('')
        pending = []
        pendingLength = 0
        await store(text).catch((error: unknown) => {
          broken = true
          parts.failed(error)
        })
      }
      storing = null
    })()
    return storing
  }

  const add = (line: string) => {
    if (line === '' || cut || broken) return
    written += line.length
    if (written > limits.recordBytes) {
      cut = true
      pending.push(writer.mark('The recording ends here: it grew too large.'))
    } else pending.push(line)
    pendingLength += line.length
    if (pendingLength >= CHUNK_CHARACTERS) void flush()
    else timer ??= setTimeout(() => void flush(), CHUNK_MS).unref()
  }

  return {
    output(bytes) {
      if (!cut) add(writer.bytes('o', bytes))
      if (pendingLength > MOST_CHARACTERS && storing) return storing
    },
    input(bytes) {
      if (limits.recordInput) add(writer.bytes('i', bytes))
    },
    resize: (size) => add(writer.resize(size)),
    async finish() {
      await storing
      await flush()
      return { storedBytes, cut }
    },
  }
}

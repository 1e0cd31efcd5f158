import { setTimeout as pause } from 'node:timers/promises'
import { collectRubbish } from '../../support/inspector.ts'
import type { ChatServer } from './contestant.ts'
import { createCrowd } from './crowd.ts'
import { residentBytes } from './process-figures.ts'

const FIRST = 200
const MORE = 1_000

/** What one more socket that only listens costs the server, in bytes of its resident memory, rubbish collected. */
export async function measureIdleSocket(server: ChatServer): Promise<number> {
  const crowds = [FIRST, MORE].map((size) => createCrowd({ port: server.port, dialect: server.dialect, size }))
  const sizes: number[] = []
  try {
    for (const crowd of crowds) {
      await crowd.join()
      await pause(1_500)
      await collectRubbish(server.pid)
      sizes.push(residentBytes(server.pid))
    }
    return ((sizes[1] ?? 0) - (sizes[0] ?? 0)) / MORE
  } finally {
    for (const crowd of crowds) crowd.leave()
  }
}

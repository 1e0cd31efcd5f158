import type { Database } from '../../platform/database/database.ts'
import { beginningOfChain, digestOfLine, linkAfter } from '../../streams/linked-lines.ts'
import { createTurns } from '../kernel/turns.ts'
import { ACTIVITY_STREAM } from './activity.events.ts'

/** A line as it lies in the database. */
export interface LinkedLine {
  seq: number
  kind: string
  key: string | null
  payload: unknown
  at: Date
  hash: string | null
}

export interface ActivityChain {
  ok: boolean
  /** The first thing that does not fit, in a sentence; null: nothing. */
  problem: string | null
  /** How many lines are as they were written, counted from the first. */
  lines: number
  /** The hash of the last of them: whoever wrote it down elsewhere knows later that nothing before it was made anew. */
  hash: string
}

const BATCH = 1_000

/** Follows a chain line by line; the first thing that does not fit, or null. Knows up to where it was intact. */
export function createChainCheck(streamId: string) {
  const reached = { lines: 0, hash: beginningOfChain(streamId) }
  return {
    reached,
    take(line: LinkedLine): string | null {
      const expected = reached.lines + 1
      if (line.seq !== expected) return `Line ${expected} is missing: line ${line.seq} comes next.`
      const hash = linkAfter(reached.hash, line.seq, digestOfLine(line))
      if (hash !== line.hash) return `Line ${line.seq} (${line.kind}) is not what was written: its hash does not fit.`
      Object.assign(reached, { lines: line.seq, hash })
      return null
    },
    /** What the stream's own row says that there is. */
    end({ lastSeq, lastHash }: { lastSeq: number; lastHash: string | null }): string | null {
      if (reached.lines < lastSeq) return `The last lines are missing: there are ${reached.lines} of ${lastSeq}.`
      if (reached.lines > lastSeq) return `Line ${lastSeq + 1} was put behind the last one.`
      return lastSeq > 0 && lastHash !== reached.hash ? 'The last line is not the one that was written last.' : null
    },
  }
}

/** Proves that nobody changed what happened, in batches: never the whole activity is in memory. */
export function createActivityVerifying({ sql }: Pick<Database, 'sql'>) {
  const read = async (after: number): Promise<LinkedLine[]> => {
    const { rows } = await sql.query<LinkedLine & { at: unknown; ms: number }>(
      `SELECT seq, kind, key, payload, hash, (extract(epoch FROM at) * 1000)::float8 AS ms
       FROM "StreamEvent" WHERE "streamId" = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
      [ACTIVITY_STREAM, after, BATCH],
    )
    return rows.map(({ ms, ...line }) => ({ ...line, at: new Date(ms) }))
  }

  async function verify(): Promise<ActivityChain> {
    const check = createChainCheck(ACTIVITY_STREAM)
    // In one statement: what is written meanwhile must not look as if somebody had put it there.
    const { rows } = await sql.query<{ lastSeq: number; lastHash: string | null; newest: number }>(
      `SELECT "lastSeq", "lastHash", coalesce((SELECT max(seq) FROM "StreamEvent" WHERE "streamId" = id), 0) AS newest
       FROM "Stream" WHERE id = $1`,
      [ACTIVITY_STREAM],
    )
    const head = rows[0] ?? { lastSeq: 0, lastHash: null, newest: 0 }
    for (;;) {
      const lines = await read(check.reached.lines)
      for (const line of lines) {
        if (line.seq > Math.max(head.lastSeq, head.newest)) continue
        const problem = check.take(line)
        if (problem !== null) return { ok: false, problem, ...check.reached }
      }
      if (lines.length < BATCH) break
    }
    const problem = check.end(head)
    return { ok: problem === null, problem, ...check.reached }
  }

  const inTurn = createTurns(1)
  return {
    /** One at a time: it reads everything that there is. */
    verifyActivity: (): Promise<ActivityChain> => inTurn(verify),
  }
}

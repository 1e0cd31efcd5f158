import type { EventLog, StoredEvent } from '../../../streams/event-log.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { pageInput } from '../creation/release.input.ts'
import { type ReleaseChange, releaseStream } from '../release.events.ts'

const PAGE = 500

interface HistoryPorts {
  log: EventLog
  assertVisible(viewer: Viewer, releaseId: string): Promise<void>
}

/** Reads what happened to a release, event by event, as it was told live. */
export const createReleaseHistory = ({ log, assertVisible }: HistoryPorts) => ({
  /** One page, ascending and without a gap. @throws CallerError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT */
  async releaseEvents(
    viewer: Viewer,
    input: { releaseId: string; after: number; limit?: number | null },
  ): Promise<{ events: StoredEvent<ReleaseChange>[]; headSeq: number }> {
    const { after, limit } = parseInput(pageInput.omit({ stepKey: true }), input)
    await assertVisible(viewer, input.releaseId)
    const stream = releaseStream(input.releaseId)
    const headSeq = await log.head(stream)
    const events = (await log.read(stream, { after, limit: limit ?? PAGE })) as StoredEvent<ReleaseChange>[]
    return { events, headSeq }
  },
})

import type { EventLog, StoredEvent } from '../../../streams/event-log.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { pageInput } from '../creation/release.input.ts'
import { type OutputPayload, outputStream } from '../release.events.ts'

type OutputEvent = StoredEvent<OutputPayload>

const PAGE = 200
/** A page is cut, not filled, when its text grows beyond this, in characters. */
const PAGE_SIZE = 1024 * 1024

/** Reads what the steps of a release printed. */
interface OutputPorts {
  log: EventLog
  assertVisible(viewer: Viewer, releaseId: string): Promise<void>
}

export function createReleaseOutput({ log, assertVisible }: OutputPorts) {
  return {
    /** One page, ascending. The head was read before it, so that a subscription may go on from the last of the two. */
    async releaseOutput(
      viewer: Viewer,
      input: { releaseId: string; stepKey?: string | null; after: number; limit?: number | null },
    ): Promise<{ chunks: OutputEvent[]; headSeq: number }> {
      const { after, limit, stepKey } = parseInput(pageInput, input)
      await assertVisible(viewer, input.releaseId)
      const stream = outputStream(input.releaseId)
      const headSeq = await log.head(stream)
      const events = (await log.read(stream, { after, limit: limit ?? PAGE, key: stepKey })) as OutputEvent[]
      let size = 0
      const chunks = events.filter((event, n) => {
        size += event.payload.text.length
        return n === 0 || size <= PAGE_SIZE
      })
      return { chunks, headSeq }
    },

    /** The whole output as text, page by page, for a download; what is printed while it is read comes along. */
    async *wholeOutput(
      viewer: Viewer,
      releaseId: string,
      stepKey: string | null,
    ): AsyncGenerator<string, void, undefined> {
      await assertVisible(viewer, releaseId)
      let printing: string | null = null
      for (let after = 0; ; ) {
        const page = (await log.read(outputStream(releaseId), { after, limit: PAGE, key: stepKey })) as OutputEvent[]
        const last = page.at(-1)
        if (!last) return
        after = last.seq
        let text = ''
        for (const { key, payload } of page) {
          if (stepKey === null && key !== printing)
            text += `${text === '' && printing === null ? '' : '\n'}── ${key} ──\n`
          printing = key
          text += payload.text
        }
        yield text
      }
    },
  }
}

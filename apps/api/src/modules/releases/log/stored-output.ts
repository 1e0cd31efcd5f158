import type { EventLog, StoredEvent } from '../../../streams/event-log.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { pageInput } from '../creation/release.input.ts'
import type { OutputPayload } from '../release.events.ts'

type OutputEvent = StoredEvent<OutputPayload>

const PAGE = 200
/** A page is cut, not filled, when its text grows beyond this, in characters. */
const PAGE_SIZE = 1024 * 1024

interface OutputPorts {
  log: EventLog
  /** Of what it belongs to, by its id. */
  streamOf(id: string): string
  assertVisible(viewer: Viewer, id: string): Promise<void>
}

/** Reads what was printed, by releases and by commands. */
export function createStoredOutput({ log, streamOf, assertVisible }: OutputPorts) {
  return {
    /** One page, ascending. The head was read before it, so that a subscription may go on from the last of the two. */
    async readOutput(
      viewer: Viewer,
      id: string,
      wish: { stepKey?: string | null; after: number; limit?: number | null },
    ): Promise<{ chunks: OutputEvent[]; headSeq: number }> {
      const { after, limit, stepKey } = parseInput(pageInput, wish)
      await assertVisible(viewer, id)
      const stream = streamOf(id)
      const headSeq = await log.head(stream)
      const events = (await log.read(stream, { after, limit: limit ?? PAGE, key: stepKey })) as OutputEvent[]
      let size = 0
      const chunks = events.filter((event, n) => {
        size += event.payload.text.length
        return n === 0 || size <= PAGE_SIZE
      })
      return { chunks, headSeq }
    },

    /**
     * The whole output as text, page by page, for a download; what is printed while it is read comes along. `titleOf` heads each
     * change of the key, where all keys are read.
     */
    async *wholeOutput(
      viewer: Viewer,
      id: string,
      stepKey: string | null,
      titlesOf: () => Promise<(key: string) => string> = async () => (key) => key,
    ): AsyncGenerator<string, void, undefined> {
      await assertVisible(viewer, id)
      const titleOf = await titlesOf()
      let printing: string | null = null
      for (let after = 0; ; ) {
        const page = (await log.read(streamOf(id), { after, limit: PAGE, key: stepKey })) as OutputEvent[]
        const last = page.at(-1)
        if (!last) return
        after = last.seq
        let text = ''
        for (const { key, payload } of page) {
          if (stepKey === null && key !== printing)
            text += `${text === '' && printing === null ? '' : '\n'}── ${titleOf(key ?? '')} ──\n`
          printing = key
          text += payload.text
        }
        yield text
      }
    },
  }
}

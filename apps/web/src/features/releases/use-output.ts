import { computed, ref, shallowRef, watch } from 'vue'
import { type Stream, useStreams } from '../../graphql/use-stream.ts'
import { createFrameBatch } from '../../shared/frame-batch.ts'
import { createLogLines } from '../../shared/log/lines.ts'
import { releaseOutput } from './operations.ts'

interface Piece {
  lines: ReturnType<typeof createLogLines>
  stepKey: string
  text: string
  at: number
  seq: number
}

/** The output of one step, or of all of them when the step is null, from its beginning and live. */
export function useOutput(releaseId: () => string, stepKey: () => string | null, headSeq: () => number) {
  const follow = useStreams()
  const lines = shallowRef(createLogLines())
  /** Grows when lines were added; the lines themselves are not reactive. */
  const version = ref(0)
  const reached = ref(0)
  /** What had been printed before the page was opened is still on its way; a step's own pieces say nothing of that. */
  const loading = computed(() => reached.value < headSeq())
  const problem = ref<string | null>(null)
  let stream: Stream | undefined

  const take = createFrameBatch<Piece>((pieces) => {
    for (const piece of pieces) piece.lines.append(piece.stepKey, piece.text, piece.at)
    reached.value = pieces.at(-1)?.seq ?? reached.value
    version.value += 1
  })

  function start() {
    stream?.stop()
    problem.value = null
    const mine = createLogLines()
    lines.value = mine
    version.value += 1
    reached.value = 0
    const wanted = stepKey()
    stream = follow(
      releaseOutput,
      { releaseId: releaseId(), stepKey: wanted, after: 0 },
      {
        pick: (data) => data.releaseOutput,
        isHeartbeat: (chunk) => chunk.stepKey === '' && chunk.text === '',
        whole: wanted === null,
        onEvent: (chunk) =>
          take({ lines: mine, stepKey: chunk.stepKey, text: chunk.text, at: Date.parse(chunk.at), seq: chunk.seq }),
        onLost: start,
        onFailure: (message) => {
          problem.value = message
        },
      },
    )
  }

  watch([releaseId, stepKey], start, { immediate: true })
  return { lines, version, problem, loading }
}

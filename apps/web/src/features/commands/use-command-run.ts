import { useClientHandle } from '@urql/vue'
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { type Failure, toFailure } from '../../graphql/failure.ts'
import { askUntilAnswered } from '../../graphql/patience.ts'
import { type Stream, useStreams } from '../../graphql/use-stream.ts'
import { createFrameBatch } from '../../shared/frame-batch.ts'
import { createLogLines, type LogLines } from '../../shared/log/lines.ts'
import { type CommandEvent, type CommandRun, commandEvents, commandOutput, commandRun } from './operations.ts'
import { applyEvents } from './run-state.ts'

interface Piece {
  stepKey: string
  text: string
  at: number
}

/** A run as it is now, and what each server prints: read once, then moved by its streams. */
export function useCommandRun(id: () => string) {
  const { client } = useClientHandle()
  const follow = useStreams()
  const run = shallowRef<CommandRun | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const problem = ref<string | null>(null)
  const missing = ref(false)
  /** Grows when lines were added; the lines themselves are not reactive. */
  const version = ref(0)
  let lines = new Map<string, LogLines>()
  let streams: Stream[] = []
  let asked = 0

  const linesOf = (serverId: string): LogLines => {
    const known = lines.get(serverId) ?? createLogLines()
    lines.set(serverId, known)
    return known
  }

  /** What is already shown is read until the server answers; null when something newer was asked for. */
  async function read(mine: number) {
    const ask = () => client.query(commandRun, { id: id() }, { requestPolicy: 'network-only' }).toPromise()
    const answer = await askUntilAnswered(ask, run.value && (() => mine === asked))
    return mine === asked ? answer : null
  }

  const take = createFrameBatch<CommandEvent>((events) => {
    if (!run.value) return
    run.value = applyEvents(run.value, events)
    // When it began and ended, and what may be done now, events do not tell.
    if (events.some(({ kind }) => kind === 'run')) void refresh()
  })

  const print = createFrameBatch<Piece>((pieces) => {
    for (const { stepKey, text, at } of pieces) linesOf(stepKey).append(stepKey, text, at)
    version.value += 1
  })

  async function refresh() {
    const answer = await read(asked)
    if (!answer?.data?.commandRun || !run.value) return
    const { startedAt, finishedAt, mayCancel } = answer.data.commandRun
    run.value = { ...run.value, startedAt, finishedAt, mayCancel }
  }

  function followOutput() {
    lines = new Map()
    version.value += 1
    const stream: Stream = follow(
      commandOutput,
      { id: id(), after: 0 },
      {
        pick: (data) => data.commandOutput,
        isHeartbeat: ({ stepKey, text }) => stepKey === '' && text === '',
        onEvent: ({ stepKey, text, at }) => print({ stepKey, text, at: Date.parse(at) }),
        onLost: followOutput,
        onFailure: (message) => {
          problem.value = message
        },
      },
    )
    streams.push(stream)
  }

  async function load() {
    for (const stream of streams.splice(0)) stream.stop()
    const mine = ++asked
    const answer = await read(mine)
    if (!answer) return
    const { data, error } = answer
    failure.value = error ? toFailure(error) : null
    missing.value = !error && !data?.commandRun
    if (!data?.commandRun) return
    run.value = data.commandRun
    problem.value = null
    streams = [
      follow(
        commandEvents,
        { id: id(), after: data.commandRun.headSeq },
        {
          pick: (result) => result.commandEvents,
          isHeartbeat: ({ kind }) => kind === 'heartbeat',
          onEvent: take,
          onLost: load,
        },
      ),
    ]
    if (data.commandRun.mayRead) followOutput()
  }

  watch(
    id,
    () => {
      run.value = null
      void load()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    asked += 1
  })
  return { run, failure, missing, problem, version, linesOf, refresh }
}

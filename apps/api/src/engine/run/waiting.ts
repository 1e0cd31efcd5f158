import type { Run, ServerRun } from './run-state.ts'

/** Draws servers that wait as such, with what they wait for. `told` remembers, so that only news is written down. */
export async function tellWaiting(
  run: Run,
  waiting: ReadonlyMap<string, string>,
  told: Map<string, string>,
): Promise<void> {
  const news = run.servers.flatMap((server) => {
    const message = waiting.get(server.id)
    return message === undefined || told.get(server.id) === message || isAsked(run, server) ? [] : [{ server, message }]
  })
  // All at once: the journal writes them together.
  await Promise.all(
    news.map(async ({ server, message }) => {
      told.set(server.id, message)
      const key = run.book.keys().find((each) => each.endsWith(`:${server.id}`) && !run.book.isFinal(each))
      if (key === undefined) return
      await Promise.all([
        run.book.change(key, 'BLOCKED', { message }),
        run.ports.journal.targetChanged({ serverId: server.id, status: 'BLOCKED', message }),
      ])
    }),
  )
}

/** An earlier attempt asked about it: what it says is that it waits for the answer. */
const isAsked = (run: Run, server: ServerRun): boolean =>
  run.controls.wishes.questions.some(({ serverId, answer }) => serverId === server.id && answer === null)

import { LeftOut } from './hold.ts'
import { fail, type Run } from './run-state.ts'

/** Takes in what people want, at the beginning and after each change: whoever waits looks again. */
export function heed(run: Run): void {
  const { excluded, questions } = run.controls.wishes
  const back = questions.find(({ answer }) => answer?.choice === 'ROLL_BACK')?.answer
  if (back && run.failure === null) {
    run.mustGoBack = true
    fail(run, `${back.by} decided to roll back.`)
  }
  for (const server of run.servers) {
    if (excluded.has(server.id) && server.mayLeave) server.leave.abort(new LeftOut())
  }
  run.bell.ring()
}

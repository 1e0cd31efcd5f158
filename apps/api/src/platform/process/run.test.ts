import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { run } from './run.ts'

it('ends a program whose cancellation comes while it starts', async () => {
  const cancel = new AbortController()
  const running = run('/bin/sleep', ['30'], { cwd: tmpdir(), env: {}, signal: cancel.signal, totalTimeoutMs: 3000 })
  // The program was started by the call; whether that went well is not known before the next turn.
  cancel.abort()
  await expect(running).rejects.toMatchObject({ name: 'AbortError' })
})

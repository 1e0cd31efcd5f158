import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { launch } from './launch.ts'

const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(
  ([program = '']) => spawnSync(program, ['-c', 'true']).error === undefined,
)

/** What a shell does with a launched script of which so many bytes arrive. */
function start(shell: string[], withInput: boolean, keep: (head: Buffer) => Buffer) {
  const { head, name } = launch('echo ran\necho again', { withInput, env: { ODD: 'a\nb' } })
  const [program = '', ...args] = shell
  const boot = [...args, '-c', 'IFS= read -r boot && eval "$boot"', name]
  // A session of its own is not what is tried here: setsid would start another shell.
  const { stdout, status } = spawnSync('setsid', ['-w', program, ...boot], { input: keep(head), encoding: 'utf8' })
  return { ran: stdout.includes('ran'), status }
}

describe.each(shells)('%s', (...shell) => {
  test.each([true, false])('a script that is cut off is not run at all (with input: %s)', (withInput) => {
    expect(start(shell, withInput, (head) => head)).toEqual({ ran: true, status: 0 })
    for (const missing of [1, 10, 26, 27, 32, 40, 45]) {
      const { ran, status } = start(shell, withInput, (head) => head.subarray(0, head.length - missing))
      // Without its very last line end it is whole all the same where nothing follows.
      if (!withInput && missing === 1) expect({ ran, status }).toEqual({ ran: true, status: 0 })
      else expect({ missing, ran, failed: status !== 0 }).toEqual({ missing, ran: false, failed: true })
    }
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { HostKeyChanged } from '../../../apps/api/src/engine/errors.ts'
import { type InteractiveShell, openInteractiveShell } from '../../../apps/api/src/platform/ssh/interactive-shell.ts'
import { type SshdFleet, startSshdFleet } from '../../support/fleet.ts'
import { addressOf, failureOf, reasonOf } from '../../support/remote.ts'

let fleet: SshdFleet
const at = (index: number) => fleet.servers[index] ?? expect.fail('no such server')
const open = (index = 0, jump: number | null = null) =>
  openInteractiveShell(addressOf(at(index), { jump: jump === null ? null : addressOf(at(jump)) }), {
    columns: 100,
    rows: 30,
  })

beforeAll(async () => {
  fleet = await startSshdFleet({ count: 2 })
})
afterAll(() => fleet?.close())

/** Reads what a shell prints, as it is asked for. */
function reader(shell: InteractiveShell) {
  let text = ''
  let wanted: { is: RegExp; go(): void } | null = null
  const look = () => {
    if (wanted?.is.test(text)) wanted.go()
  }
  const done = (async () => {
    for await (const bytes of shell.output) {
      text += bytes.toString('latin1')
      look()
    }
  })()
  return {
    done,
    all: () => text,
    until: (is: RegExp) =>
      new Promise<void>((go) => {
        wanted = { is, go }
        look()
      }),
  }
}
const type = (shell: InteractiveShell, words: string) => shell.write(Buffer.from(words))

test('a shell on a pseudo terminal: it has the size, takes new ones, and tells its end', async () => {
  const shell = await open()
  const read = reader(shell)
  await type(shell, 'tty -s && stty size; echo $TERM\n')
  await read.until(/30 100\r\nxterm-256color/)
  shell.resize({ columns: 133, rows: 44 })
  await type(shell, 'stty size\n')
  await read.until(/44 133/)
  await type(shell, 'exit 7\n')
  await read.done
  expect(await shell.ended).toEqual({ how: 'EXITED', code: 7, signal: null })
  await shell.write(Buffer.from('too late'))
  await shell.close()
})

test('bytes go through as they are, and Ctrl-C is the shell’s', async () => {
  const shell = await open()
  const read = reader(shell)
  await type(shell, "printf 'é漢\\377\\001'; sleep 60\n")
  await read.until(/\xc3\xa9\xe6\xbc\xa2\xff/)
  await type(shell, '\x03')
  await type(shell, 'echo still $((40 + 2)) here\n')
  await read.until(/still 42 here/)
  await shell.close()
})

test('what nobody reads is not sent: a flood waits at the server', async () => {
  const shell = await open()
  await type(shell, 'yes 0123456789 | head -c 30000000; echo; echo flood$((1))over\n')
  const before = process.memoryUsage().rss
  const iterator = shell.output[Symbol.asyncIterator]()
  await iterator.next()
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect(process.memoryUsage().rss - before).toBeLessThan(20e6)
  let bytes = 0
  for (let tail = ''; !tail.includes('flood1over'); ) {
    const { value, done } = await iterator.next()
    if (done) expect.fail('it ended')
    bytes += value.length
    tail = (tail + value.toString('latin1')).slice(-100)
  }
  expect(bytes).toBeGreaterThan(30e6)
  await shell.close()
})

test('goes through a jump server, and a connection that is cut is told as lost', async () => {
  const shell = await open(1, 0)
  const read = reader(shell)
  await type(shell, 'pwd\n')
  await read.until(new RegExp(at(1).root))
  await fleet.cutConnections(1)
  await read.done
  expect(await shell.ended).toMatchObject({ how: 'LOST' })
  await shell.close()
})

test('an open shell closes, and what was begun in it ends', async () => {
  const shell = await open()
  const read = reader(shell)
  await type(shell, 'echo pid=$$\n')
  await read.until(/pid=\d+/)
  const pid = Number(/pid=(\d+)/.exec(read.all())?.[1])
  await shell.close()
  await read.done
  await expect.poll(() => isThere(pid), { timeout: 5_000 }).toBe(false)
})

test('says why there is none', async () => {
  const wrong = addressOf(at(0), { hostKeyFingerprint: `SHA256:${'A'.repeat(43)}` })
  expect(await failureOf(openInteractiveShell(wrong, { columns: 80, rows: 24 }))).toBeInstanceOf(HostKeyChanged)
  await fleet.stop(1)
  expect(await reasonOf(open(1))).toBe('REFUSED')
  const cancelled = openInteractiveShell(addressOf(at(0)), { columns: 80, rows: 24, signal: AbortSignal.abort() })
  expect((await failureOf(cancelled)).name).toBe('AbortError')
})

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

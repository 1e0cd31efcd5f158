import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalRunOptions, LocalShell, OutputPiece } from '../../engine/ports.ts'
import { inheritable } from '../process/environment.ts'
import { createLocalShell } from './local-shell.ts'

let folder = ''
let shell: LocalShell
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sendoff-shell-'))
  process.env.SENDOFF_TEST_SECRET = 'leaks'
  shell = createLocalShell({ environment: inheritable(process.env), home: join(folder, 'home'), graceMs: 300 })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function run(command: string, options: Partial<LocalRunOptions> = {}) {
  const pieces: OutputPiece[] = []
  const exit = await shell.run(command, {
    cwd: folder,
    env: {},
    onOutput: (piece) => {
      pieces.push(piece)
    },
    ...options,
  })
  const text = (stream: string) => Buffer.concat(pieces.filter((p) => p.stream === stream).map((p) => p.bytes))
  return { ...exit, stdout: text('STDOUT'), stderr: text('STDERR') }
}

/** Seconds that no other test, nor another run of this one, sleeps for. */
const nap = (n: number) => `600.${n}${process.pid}`

/** Pids of live processes whose command line holds the mark. */
async function alive(mark: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return pids.filter((_, index) => lines[index]?.includes(mark))
}

describe('the local shell', () => {
  it('tells how a command ended', async () => {
    expect(await run('echo out; echo err >&2; exit 3')).toMatchObject({ code: 3, signal: null })
    expect(await run('kill -9 $$')).toMatchObject({ code: null, signal: 'SIGKILL' })
    expect((await run('cat; pwd')).stdout.toString().trim()).toBe(folder)
  })

  it('gives a command only what it may see', async () => {
    const { stdout } = await run('env', { env: { COLOUR: "it's $(id)\n", HOME: '/elsewhere' } })
    expect(stdout.toString()).toContain("COLOUR=it's $(id)\n")
    expect(stdout.toString()).toContain('HOME=/elsewhere')
    expect(stdout.toString()).not.toContain('SENDOFF_TEST_SECRET')
    expect((await run('echo $HOME')).stdout.toString().trim()).toBe(join(folder, 'home'))
    expect((await run('node -e "process.stdout.write(process.version)"')).stdout.toString()).toBe(process.version)
  })

  it('keeps every byte, also of binary output', async () => {
    const { stdout } = await run(`node -e 'process.stdout.write(Buffer.alloc(300000, Buffer.from([0,255,128,10])))'`)
    expect(stdout.equals(Buffer.alloc(300_000, Buffer.from([0, 255, 128, 10])))).toBe(true)
  })

  it('slows a flood down to the pace of the listener, and does not take its slowness for silence', async () => {
    let most = 0
    let total = 0
    let waiting = 0
    const exit = await shell.run('head -c 3000000 /dev/zero', {
      cwd: folder,
      env: {},
      // Longer than a shell needs to start on a busy machine, shorter than the listener takes.
      idleTimeoutMs: 300,
      onOutput: async ({ bytes }) => {
        most = Math.max(most, ++waiting)
        await delay(total < 100_000 ? 400 : 0)
        total += bytes.length
        waiting--
      },
    })
    expect(exit.code).toBe(0)
    expect(total).toBe(3_000_000)
    expect(most).toBe(1)
  })

  it('ends what is silent or takes too long', async () => {
    await expect(run(`echo a; sleep ${nap(1)}`, { idleTimeoutMs: 150 })).rejects.toMatchObject({ limit: 'IDLE' })
    await expect(
      run('while :; do echo x; sleep 0.02; done', { idleTimeoutMs: 2000, totalTimeoutMs: 200 }),
    ).rejects.toMatchObject({ limit: 'TOTAL' })
    expect(await alive(nap(1))).toEqual([])
  })

  it('kills children and grandchildren that ignore TERM when cancelled', async () => {
    const stop = new AbortController()
    const running = run(
      `trap '' TERM; (trap '' TERM; sleep ${nap(2)}; sleep ${nap(2)}) & echo up; sleep ${nap(2)}; sleep ${nap(2)}`,
      {
        signal: stop.signal,
        onOutput: () => stop.abort(),
      },
    )
    await expect(running).rejects.toMatchObject({ name: 'AbortError' })
    await expect.poll(() => alive(nap(2)), { timeout: 2000 }).toEqual([])
  })

  it('lets a command clean up on TERM', async () => {
    const stop = new AbortController()
    const file = join(folder, 'cleaned')
    const running = run(`trap 'echo yes > ${file}; exit 0' TERM; echo up; while :; do sleep 0.01; done`, {
      signal: stop.signal,
      onOutput: () => stop.abort(),
    })
    await expect(running).rejects.toMatchObject({ name: 'AbortError' })
    expect(await readFile(file, 'utf8')).toBe('yes\n')
  })

  it('neither waits for nor leaves behind what a command left in the background', async () => {
    const { code } = await run(`sleep ${nap(3)} & exec >&- 2>&-; exit 0`)
    expect(code).toBe(0)
    expect(await alive(nap(3))).toEqual([])
    // This one left the group and holds the output open.
    const before = Date.now()
    expect((await run('setsid sleep 5.4 & echo done')).stdout.toString()).toBe('done\n')
    expect(Date.now() - before).toBeLessThan(4000)
  })

  it('passes the failure of a listener on, and stops the command', async () => {
    const failing = run(`echo a; sleep ${nap(5)}`, {
      onOutput: () => {
        throw new Error('the log is full')
      },
    })
    await expect(failing).rejects.toThrow('the log is full')
    expect(await alive(nap(5))).toEqual([])
  })

  it('does not start when cancelled before, and says when the directory is gone', async () => {
    await expect(run('touch never', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    await expect(run('true', { cwd: join(folder, 'gone') })).rejects.toThrow(/ENOENT/)
    expect(await readdir(folder)).not.toContain('never')
  })
})

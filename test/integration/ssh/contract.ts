import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CommandTimedOut } from '../../../apps/api/src/engine/errors.ts'
import type { RemoteConnection } from '../../../apps/api/src/engine/ports.ts'
import { untilGone } from '../../support/process-ends.ts'
import { failureOf, runOn } from '../../support/remote.ts'

export interface Subject {
  connect(): Promise<RemoteConnection>
  /** The server's home directory, on this machine. */
  home: string
  close(): Promise<void>
}

/** What every RemoteShell must do, whatever carries it. */
export function remoteShellContract(name: string, open: () => Promise<Subject>): void {
  describe(name, () => {
    let subject: Subject
    let connection: RemoteConnection
    beforeAll(async () => {
      subject = await open()
      connection = await subject.connect()
    })
    afterAll(async () => {
      await connection?.close()
      await subject?.close()
    })

    test('runs in the home directory and tells both streams and the exit code', async () => {
      const ran = await runOn(connection, 'pwd; echo ~; echo oops >&2; exit 7')
      expect(ran).toEqual({ code: 7, signal: null, stdout: `${subject.home}\n${subject.home}\n`, stderr: 'oops\n' })
    })

    test('a script may be long, quoted and unicode, and its standard input is empty', async () => {
      const odd = `a'b"c\\d\`e$(f)!é漢🚀\ttab  two`
      const script = `cat\nread x || echo none\ncat <<'END'\n${odd}\nEND\n${'# filler\n'.repeat(500)}echo done`
      expect((await runOn(connection, script)).stdout).toBe(`none\n${odd}\ndone\n`)
    })

    test('a signal is told as a signal', async () => {
      expect(await runOn(connection, 'kill -9 $$')).toMatchObject({ code: null, signal: 'SIGKILL' })
    })

    test('a syntax error is a failure', async () => {
      expect((await runOn(connection, 'if then (')).code).toBeGreaterThan(0)
    })

    test('variables arrive whole and neither they nor the script are on any command line', async () => {
      const secret = `s3cr3t-${randomBytes(8).toString('hex')}`
      const odd = ` '"$(touch hacked)\n\\`
      const script = 'printf "%s|%s" "$TOKEN" "$ODD"; echo; ps -A -o args= 2>/dev/null'
      const ran = await runOn(connection, script, { env: { TOKEN: secret, ODD: odd } })
      const [values, list] = [
        ran.stdout.slice(0, `${secret}|${odd}`.length),
        ran.stdout.slice(`${secret}|${odd}`.length),
      ]
      expect(values).toBe(`${secret}|${odd}`)
      expect(list).not.toContain(secret)
      expect(list).not.toContain('ps -A -o args= 2>/dev/null')
    })

    test('streams standard input to the script byte by byte', async () => {
      const bytes = randomBytes(3_000_001)
      const pieces = function* () {
        for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000)
      }
      const ran = await runOn(connection, 'cat >upload.bin && wc -c <upload.bin', { stdin: Readable.from(pieces()) })
      expect(ran).toMatchObject({ code: 0 })
      const digest = (data: Buffer): string => createHash('sha256').update(data).digest('hex')
      expect(digest(await readFile(join(subject.home, 'upload.bin')))).toBe(digest(bytes))
    })

    test('a script that reads nothing ends although input waits', async () => {
      let destroyed = false
      const endless = new Readable({
        read() {
          this.push(Buffer.alloc(65_536))
        },
        destroy(_error, done) {
          destroyed = true
          done(null)
        },
      })
      expect((await runOn(connection, 'exit 3', { stdin: endless })).code).toBe(3)
      expect(destroyed).toBe(true)
    })

    test('reads no further while the listener is busy', async () => {
      let seen = 0
      let inside = 0
      await connection.run('head -c 4000000 /dev/zero; head -c 1000000 /dev/zero >&2', {
        onOutput: async ({ bytes }) => {
          inside += 1
          expect(inside).toBe(1)
          await new Promise((resolve) => setImmediate(resolve))
          seen += bytes.length
          inside -= 1
        },
      })
      expect(seen).toBe(5_000_000)
    })

    test('a listener that throws ends the script and its error comes out', async () => {
      const failure = failureOf(
        connection.run('echo $$ >thrower.pid; while :; do echo x; sleep 0.05; done', {
          onOutput: () => {
            throw new Error('disk full')
          },
        }),
      )
      expect((await failure).message).toBe('disk full')
      await untilGone(Number(await readFile(join(subject.home, 'thrower.pid'), 'utf8')))
    })

    test('silence is limited, and so is the whole', async () => {
      const idle = await failureOf(connection.run('echo $$ >idle.pid; sleep 300', { idleTimeoutMs: 300 }))
      expect(idle).toBeInstanceOf(CommandTimedOut)
      expect(idle).toMatchObject({ limit: 'IDLE' })
      await untilGone(Number(await readFile(join(subject.home, 'idle.pid'), 'utf8')))
      const total = connection.run('while :; do echo x; sleep 0.05; done', {
        idleTimeoutMs: 5_000,
        totalTimeoutMs: 400,
      })
      expect(await failureOf(total)).toMatchObject({ limit: 'TOTAL' })
    })

    test('a listener that takes its time is no silence', async () => {
      const options = {
        idleTimeoutMs: 200,
        onOutput: () => new Promise<void>((resolve) => void setTimeout(resolve, 600)),
      }
      expect(await connection.run('echo x', options)).toEqual({ code: 0, signal: null })
    })

    test('cancel ends the group, its grandchildren and those in groups of their own', async () => {
      const cancel = new AbortController()
      const script = `
        echo $$ >family.pid
        sh -c 'sh -c "sleep 301 & echo \\$! >>family.pid; wait" & wait' &
        timeout 302 sh -c 'echo $$ >>family.pid; sleep 302; :' &
        sh -c 'trap "" TERM; echo $$ >>family.pid; echo ready; while :; do sleep 0.1; done' &
        wait`
      const running = failureOf(
        connection.run(script, {
          signal: cancel.signal,
          onOutput: async () => {
            const all = await readPids(subject.home, 'family.pid', 4)
            expect(all.length).toBe(4)
            cancel.abort()
          },
        }),
      )
      expect((await running).name).toBe('AbortError')
      for (const pid of await readPids(subject.home, 'family.pid', 4)) await untilGone(pid)
    })

    test('an aborted signal runs nothing', async () => {
      const running = connection.run('touch never', { signal: AbortSignal.abort() })
      expect((await failureOf(running)).name).toBe('AbortError')
      await expect(readFile(join(subject.home, 'never'))).rejects.toThrow('ENOENT')
    })

    test('a daemon that holds the output open is not waited for', async () => {
      const started = performance.now()
      const ran = await runOn(connection, 'sleep 20 & echo $! >daemon.pid; echo started')
      expect(ran).toMatchObject({ code: 0, stdout: 'started\n' })
      expect(performance.now() - started).toBeLessThan(10_000)
      process.kill(Number(await readFile(join(subject.home, 'daemon.pid'), 'utf8')))
    })

    test('twenty scripts at once on one connection', async () => {
      const all = await Promise.all(Array.from({ length: 20 }, (_, n) => runOn(connection, `sleep 0.1; echo ${n}`)))
      expect(all.map((ran) => ran.stdout)).toEqual(Array.from({ length: 20 }, (_, n) => `${n}\n`))
    })

    test('binary output is untouched', async () => {
      const bytes = randomBytes(100_000)
      await writeFile(join(subject.home, 'binary'), bytes)
      const pieces: Buffer[] = []
      await connection.run('cat binary', { onOutput: ({ bytes: piece }) => void pieces.push(piece) })
      expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
    })

    test('a closed connection is not alive and runs nothing', async () => {
      const other = await subject.connect()
      expect(other.alive).toBe(true)
      await other.close()
      expect(other.alive).toBe(false)
      expect((await failureOf(other.run('true', {}))).name).toBe('ConnectionLost')
    })
  })
}

async function readPids(home: string, file: string, count: number): Promise<number[]> {
  for (let tries = 0; tries < 200; tries += 1) {
    const lines = (await readFile(join(home, file), 'utf8')).trim().split('\n')
    if (lines.length >= count) return lines.map(Number)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return []
}

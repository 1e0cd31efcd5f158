import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { findProgram } from './programs.ts'

/** A real redis-server of its own, empty, without persistence. */
export interface TestRedis {
  readonly url: string
  readonly port: number
  /** SIGKILL: its connections break without a word. */
  kill(): Promise<void>
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>
  /** Stops answering without closing anything (SIGSTOP), until `resume`. */
  pause(): void
  resume(): void
  stop(): Promise<void>
}

export async function startTestRedis(): Promise<TestRedis> {
  const binary = findProgram('redis-server', 'redis-server')
  const port = await freePort()
  const directory = await mkdtemp(path.join(os.tmpdir(), 'sendoff-redis-'))
  let server = await launch(binary, port, directory)
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const exit = once(server, 'exit')
    server.kill('SIGKILL')
    await exit
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    async restart() {
      await kill()
      server = await launch(binary, port, directory)
    },
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    async stop() {
      await kill()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function launch(binary: string, port: number, directory: string): Promise<ChildProcess> {
  const server = spawn(
    binary,
    ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let output = ''
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => {
      output += chunk
      if (output.includes('Ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${output}`)))
  })
  await answersPing(port)
  return server
}

/** Somebody else may have taken the port meanwhile; then our server would not be the one that answers. */
async function answersPing(port: number) {
  const socket = createConnection(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write('PING\r\n')
  const [answer] = await once(socket, 'data')
  socket.destroy()
  if (!String(answer).startsWith('+PONG')) throw new Error(`Port ${port} is not answered by Redis: ${answer}`)
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No port was given.')
  return address.port
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

/** One real process of the built product (`apps/api/dist`). */
export interface SendoffProcess {
  readonly url: string
  readonly pid: number
  /** Everything it has printed so far. */
  output(): string
  signal(name: NodeJS.Signals): void
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves with its exit code. */
  stop(): Promise<number | null>
  readonly exited: Promise<number | null>
}

export interface ProcessOptions {
  entry: 'main' | 'worker' | 'demo'
  env: Record<string, string>
  args?: string[]
  /** For Node itself, such as `--cpu-prof`. */
  nodeArgs?: string[]
  /** Waits for GET /ready on an api; a worker is ready when it printed this. */
  readyWhen?: RegExp
  /** A free one when absent; the same one again lets pages find a restarted process. */
  port?: number
}

/** Starts a process and waits until it is ready; rejects with its output when it ends before. */
export async function startProcess(options: ProcessOptions): Promise<SendoffProcess> {
  const port = options.port ?? (await freePort())
  const child = spawn(
    process.execPath,
    [...(options.nodeArgs ?? []), `apps/api/dist/${options.entry}.js`, ...(options.args ?? [])],
    {
      env: {
        ...{ PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), HOST: '127.0.0.1' },
        // Tests that count connections say themselves when servers are sampled.
        ...(options.entry === 'demo' ? {} : { SENDOFF_METRICS_SECONDS: '0' }),
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const url = `http://127.0.0.1:${port}`
  const gone = exited.then((code) => {
    throw new Error(`${options.entry} ended with ${code} before it was ready:\n${printed}`)
  })
  await Promise.race([
    options.readyWhen ? printing(child, options.readyWhen, () => printed) : answering(url, child),
    gone,
  ])
  return {
    url,
    pid: child.pid ?? 0,
    output: () => printed,
    signal: (name) => void child.kill(name),
    exited,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async stop() {
      child.kill('SIGTERM')
      return exited
    },
  }
}

async function printing(child: ChildProcess, pattern: RegExp, printed: () => string): Promise<void> {
  while (!pattern.test(printed())) {
    await Promise.race([
      child.stdout ? once(child.stdout, 'data') : once(child, 'exit'),
      child.stderr ? once(child.stderr, 'data') : once(child, 'exit'),
    ])
  }
}

/** Polls /ready: another process's readiness has no event to await. */
async function answering(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const ok = await fetch(`${url}/ready`).then(
      (response) => response.ok,
      () => false,
    )
    if (ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

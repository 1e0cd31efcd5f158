import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'esbuild'
import type { NodeAnswer, NodeOptions, NodeRequest } from './node.ts'

type Asked = NodeRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never

export interface ChaosNode {
  readonly url: string
  /** Rejects when the node dies before it has answered. */
  ask(request: Asked): Promise<NodeAnswer>
  /** SIGKILL. */
  kill(): Promise<void>
}

/** Built once; beside the packages, so that they are found. */
let built: Promise<string> | null = null

async function bundle(): Promise<string> {
  const directory = path.resolve('node_modules/.cache/sendoff')
  await mkdir(directory, { recursive: true })
  const outfile = `${directory}/chaos-node-${process.pid}.mjs`
  await build({
    entryPoints: ['test/support/chaos/node.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
  return outfile
}

export async function startChaosNode(options: NodeOptions): Promise<ChaosNode> {
  built ??= bundle()
  const child = fork(await built, [JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [{ port }] = (await Promise.race([once(child, 'message'), failing(child)])) as [{ port: number }]
  const waiting = new Map<number, { resolve(answer: NodeAnswer): void; reject(error: Error): void }>()
  let next = 0
  child.on('message', (answer: NodeAnswer) => {
    waiting.get(answer.id)?.resolve(answer)
    waiting.delete(answer.id)
  })
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('the node is dead'))
  })
  return {
    url: `ws://127.0.0.1:${port}/graphql`,
    ask: (request) =>
      new Promise((resolve, reject) => {
        const id = next++
        waiting.set(id, { resolve, reject })
        child.send({ ...request, id }, (error) => error && reject(error))
      }),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

const failing = (child: ChildProcess) =>
  once(child, 'exit').then(([code]) => {
    throw new Error(`The node ended with ${code} before it was ready.`)
  })

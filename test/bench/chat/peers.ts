import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../support/processes.ts'
import type { Backing, ChatServer, Contestant } from './contestant.ts'
import { authorOf, type Dialect, graphql, plain, socketIo } from './dialects.ts'

const run = promisify(execFile)
const folder = 'test/bench/chat/peers'

const messageFields = 'id seq kind roomId clientId author { id displayName } text sentAt revision'
const graphqlPeer = graphql({
  subscribe: () => ({ query: `subscription { messages { ${messageFields} } }` }),
  send: (member, text, clientId) => ({
    query: `mutation ($text: String!, $clientId: String!, $author: String!) {
      sendMessage(text: $text, clientId: $clientId, author: $author) { id }
    }`,
    variables: { text, clientId, author: authorOf(member) },
  }),
})

/** Installs the npm peers where nothing else finds them. */
export async function installPeers() {
  if (existsSync(`${folder}/node_modules/ws`)) return
  console.log('Installing the peers (test/bench/chat/peers/package.json) …')
  await run('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund'], { cwd: folder })
}

export function npmPeers(backing: Backing): Contestant[] {
  const node = (name: string, file: string, dialect: Dialect): Contestant => ({
    name,
    durable: false,
    start: () => startPeer(dialect, process.execPath, [`${file}.mjs`], { REDIS_URL: backing.redisUrl }),
  })
  return [
    node('ws, one frame for all', 'ws', plain),
    {
      name: 'ws, inserting into Postgres first',
      durable: true,
      async start() {
        return startPeer(plain, process.execPath, ['ws.mjs'], { DATABASE_URL: await backing.createDatabase() })
      },
    },
    node('socket.io 4, Redis adapter', 'socket-io', socketIo),
    node('mercurius, Redis', 'mercurius', graphqlPeer),
    node('graphql-yoga + graphql-ws, Redis', 'yoga', graphqlPeer),
  ]
}

/** The interpreter for which Debian's packages are installed. */
const python = '/usr/bin/python3'

/** Null when the Debian packages are missing. */
export async function djangoPeers(backing: Backing): Promise<Contestant[] | null> {
  const installed = await run(python, ['-c', 'import channels, channels_redis, daphne']).then(
    () => true,
    () => false,
  )
  if (!installed) return null
  return (['async', 'sync'] as const).map((consumer) => ({
    name: `Django Channels 4, ${consumer}`,
    durable: false,
    async start() {
      const port = await freePort()
      const args = ['-m', 'daphne', '-b', '127.0.0.1', '-p', String(port), 'room:application']
      return startPeer(plain, python, args, { REDIS_URL: backing.redisUrl, CONSUMER: consumer }, 'django')
    },
  }))
}

async function startPeer(
  dialect: Dialect,
  program: string,
  args: string[],
  env: Record<string, string>,
  place = '',
): Promise<ChatServer> {
  const child = spawn(program, args, {
    cwd: join(folder, place),
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      NODE_OPTIONS: '--inspect-port=0',
      PYTHONDONTWRITEBYTECODE: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  return {
    pid: child.pid ?? 0,
    port: await listening(child, args.join(' ')),
    dialect,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** The port that the program prints. */
function listening(child: ChildProcess, what: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const read = (chunk: Buffer) => {
      printed = (printed + chunk).slice(-20_000)
      const port = /listening (\d+)|Listening on TCP address [\d.]+:(\d+)/.exec(printed)
      if (port) resolve(Number(port[1] ?? port[2]))
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${what} ended with ${code}:\n${printed}`)))
  })
}

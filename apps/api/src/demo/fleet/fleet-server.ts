import { timingSafeEqual } from 'node:crypto'
import { mkdir, realpath } from 'node:fs/promises'
import ssh2, { type AuthContext, type Connection } from 'ssh2'
import { fingerprintOf } from '../../platform/ssh/host-key.ts'
import { readPrivateKey } from '../../platform/ssh/private-key.ts'
import { runCommand } from './fleet-command.ts'
import { serveFiles } from './fleet-files.ts'
import { forwardTo } from './fleet-forward.ts'

export interface DemoServerOptions {
  name: string
  /** HOME and working directory of its commands; made when absent. */
  root: string
  /** Taken again when it is free; else, and for 0, any. */
  port: number
  hostKey: string
  username: string
  password: string | undefined
  /** In wire form. */
  authorizedKey: Buffer
  mayForward: boolean
}

export interface DemoServer {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly username: string
  readonly hostKeyFingerprint: string
  readonly root: string
  close(): Promise<void>
}

export async function startDemoServer(options: DemoServerOptions): Promise<DemoServer> {
  await mkdir(options.root, { recursive: true })
  const root = await realpath(options.root)
  const connections = new Set<Connection>()
  const server = new ssh2.Server({ hostKeys: [options.hostKey], ident: 'sendoff-demo' }, (connection) => {
    connections.add(connection)
    connection.on('close', () => connections.delete(connection))
    // Clients that drop the connection are none of our trouble.
    connection.on('error', () => {})
    connection.on('authentication', (attempt) => judgeSignIn(options, attempt))
    connection.on('ready', () => serve(connection, { root, mayForward: options.mayForward }))
  })
  const port = await listen(server, options.port)
  return {
    name: options.name,
    host: '127.0.0.1',
    port,
    username: options.username,
    hostKeyFingerprint: fingerprintOf(readPrivateKey(options.hostKey).key.getPublicSSH()),
    root,
    close: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
      for (const connection of connections) connection.end()
      await closed
    },
  }
}

function judgeSignIn(options: DemoServerOptions, attempt: AuthContext): void {
  if (attempt.username === options.username && provesItself(options, attempt)) attempt.accept()
  else attempt.reject(options.password === undefined ? ['publickey'] : ['publickey', 'password'])
}

function provesItself({ password, authorizedKey }: DemoServerOptions, attempt: AuthContext): boolean {
  if (attempt.method === 'password') return password !== undefined && same(attempt.password, password)
  if (attempt.method !== 'publickey' || !same(attempt.key.data, authorizedKey)) return false
  // Without a signature the client only asks whether the key would do.
  if (attempt.signature === undefined || attempt.blob === undefined) return true
  const key = ssh2.utils.parseKey(attempt.key.data)
  return !(key instanceof Error) && key.verify(attempt.blob, attempt.signature, attempt.hashAlgo) === true
}

function same(one: string | Buffer, other: string | Buffer): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function serve(connection: Connection, { root, mayForward }: { root: string; mayForward: boolean }): void {
  connection.on('session', (acceptSession) => {
    const session = acceptSession()
    const variables: Record<string, string> = {}
    session.on('env', (accept, _reject, { key, val }) => {
      if (/^(LANG|LC_[A-Z]+)$/.test(key)) variables[key] = val
      accept?.()
    })
    session.on('pty', (_accept, reject) => reject?.())
    session.on('exec', (accept, _reject, { command }) =>
      runCommand({ session, channel: accept(), command, root, variables }),
    )
    session.on('shell', (accept) => runCommand({ session, channel: accept(), command: 'exec sh', root, variables }))
    session.on('sftp', (accept) => serveFiles(accept(), root))
  })
  connection.on('tcpip', (accept, reject, target) => {
    if (mayForward) forwardTo(target, accept, reject)
    else reject()
  })
  // Keepalives ask for an answer; “no” is one.
  connection.on('request', (_accept, reject) => reject?.())
}

async function listen(server: ssh2.Server, port: number): Promise<number> {
  const tryPort = (wanted: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject)
        server.on('error', () => {})
        const address = server.address()
        if (address === null || typeof address === 'string') reject(new Error('the demo server has no port'))
        else resolve(address.port)
      })
    })
  if (port === 0) return tryPort(0)
  return tryPort(port).catch(() => tryPort(0))
}

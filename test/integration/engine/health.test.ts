import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createSecure } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { httpRequest } from '../../../apps/api/src/engine/commands/http-request.ts'
import { CancelRequested } from '../../../apps/api/src/engine/errors.ts'
import type { HealthCheck, HttpCheck } from '../../../apps/api/src/engine/health-check.ts'
import { readAnswer } from '../../../apps/api/src/engine/run/ask-from-server.ts'
import { installedShells, runIn } from '../../../apps/api/src/engine/testing/shells.ts'
import { createProber } from '../../../apps/api/src/platform/http/prober.ts'
import { selfSigned } from '../../support/certificate.ts'
import { localServers } from '../../support/local-servers.ts'
import { createReleaseWorld, liveOn, type ReleaseWorld } from '../../support/release-world.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function listen(listener: RequestListener, secure = false): Promise<number> {
  const server = secure ? createSecure(await selfSigned(), listener) : createServer(listener)
  servers.push(server as Server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

interface Case {
  what: string
  listener: RequestListener
  change?: Partial<HttpCheck>
  /** busybox's wget can't do this: it asks by GET alone, and knows no notices. */
  notBusybox?: true
  /** What comes back; `problem` alone where the words depend on the program. */
  wanted: object
}
const huge = Buffer.alloc(1024 * 1024, 'x')
const cases: Case[] = [
  { what: 'a good answer', listener: (_q, a) => void a.end('all well'), wanted: { status: 200, body: 'all well' } },
  {
    what: 'a sick one',
    listener: (_q, a) => void a.writeHead(503).end('no'),
    wanted: { status: 503 },
  },
  {
    what: 'a redirect to elsewhere, not followed',
    listener: (q, a) => void (q.url === '/health' ? a.writeHead(302, { location: '/other' }).end() : a.end('other')),
    wanted: { status: 302 },
  },
  {
    what: 'a huge body, cut',
    listener: (_q, a) => void a.end(huge),
    wanted: { status: 200, body: expect.stringMatching(/^x{65536}$/) },
  },
  {
    what: 'headers and the name of the host',
    listener: (q, a) => void a.end(`${q.headers.host} ${q.headers['x-it']} ${q.method}`),
    change: {
      headers: [
        { name: 'Host', value: 'shop.example' },
        { name: 'X-It', value: `$(id) 'a' "b" -o /x` },
      ],
    },
    wanted: { status: 200, body: `shop.example $(id) 'a' "b" -o /x GET` },
  },
  {
    what: 'HEAD',
    listener: (q, a) => void a.writeHead(q.method === 'HEAD' ? 204 : 500).end(),
    change: { method: 'HEAD' },
    notBusybox: true,
    wanted: { status: 204 },
  },
  {
    what: 'a notice before the answer',
    listener: (_q, a) => {
      a.writeEarlyHints({ link: '</x>; rel=preload' })
      a.writeHead(500).end()
    },
    notBusybox: true,
    wanted: { status: 500 },
  },
  { what: 'silence', listener: () => undefined, change: { timeoutSeconds: 1 }, wanted: { problem: expect.anything() } },
  {
    what: 'a closed connection',
    listener: (q: IncomingMessage) => void q.socket.destroy(),
    wanted: { problem: expect.anything() },
  },
]
const httpOf = (port: number, change: Partial<HttpCheck> = {}): HttpCheck => ({
  from: 'SERVER',
  url: `http://127.0.0.1:${port}/health`,
  method: 'GET',
  expectStatus: '200-399',
  bodyContains: null,
  headers: [],
  timeoutSeconds: 5,
  verifyCertificate: true,
  ...change,
})

describe('asking from Sendoff', () => {
  const ask = (check: HttpCheck, signal = new AbortController().signal) =>
    createProber().ask({ ...check, url: new URL(check.url), timeoutMs: check.timeoutSeconds * 1000, signal })

  it.each(cases)('hears $what', async ({ listener, change, wanted }) => {
    expect(await ask(httpOf(await listen(listener), change))).toMatchObject(wanted)
  })

  it('says that nobody listens, and that a certificate is signed by nobody', async () => {
    const port = await listen(() => undefined)
    servers.pop()?.close()
    expect(await ask(httpOf(port))).toEqual({ problem: 'the server refused the connection' })
    const url = `https://127.0.0.1:${await listen((_q, a) => void a.end('ok'), true)}/`
    expect(await ask(httpOf(0, { url }))).toEqual({ problem: expect.stringContaining('signed by nobody') })
    expect(await ask(httpOf(0, { url, verifyCertificate: false }))).toEqual({ status: 200, body: 'ok' })
  })

  it.each(['http://169.254.169.254/', 'http://0xa9fea9fe/', 'http://[fe80::1]/', 'http://[::ffff:169.254.169.254]/'])(
    'does not connect to %s',
    async (url) =>
      expect(await ask(httpOf(0, { url }))).toEqual({ problem: expect.stringContaining('never connects') }),
  )

  it('ends at once when it is cancelled', async () => {
    const control = new AbortController()
    const port = await listen(() => control.abort(new Error('enough')))
    await expect(ask(httpOf(port, { timeoutSeconds: 300 }), control.signal)).rejects.toThrow('enough')
  })
})

/** A directory with all programs of the system but some. */
function pathWithout(...missing: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'sendoff-path-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  for (const place of ['/bin', '/usr/bin']) {
    for (const name of readdirSync(place)) {
      try {
        if (!missing.includes(name)) symlinkSync(join(place, name), join(directory, name))
      } catch {
        // There is one of this name already.
      }
    }
  }
  return directory
}

describe.each(
  installedShells().flatMap(({ name, command, path }) =>
    name === 'busybox'
      ? [{ name: 'busybox wget', command, path }]
      : [
          { name: `curl in ${name}`, command, path: '/usr/bin:/bin' },
          { name: `GNU wget in ${name}`, command, path: pathWithout('curl') },
        ],
  ),
)('asking from a server by $name', (shell) => {
  const ask = async (check: HttpCheck) => {
    const home = mkdtempSync(join(tmpdir(), 'sendoff-home-'))
    const holder = { path: home, environment: 'e', fence: 1 }
    const script = httpRequest({ ...holder, ...check, seconds: check.timeoutSeconds })
    const locked = script.replace('hold_lock\nset', 'mkdir -p "$mine"\nhold_lock\nset')
    const { code, stdout, stderr } = await runIn(shell, locked, { home })
    rmSync(home, { recursive: true })
    expect(code, stderr).toBe(0)
    return readAnswer(stdout, stderr, check.timeoutSeconds)
  }

  const able = cases.filter(({ notBusybox }) => !notBusybox || !shell.name.startsWith('busybox'))
  it.each(able)('hears $what', async ({ listener, change, wanted }) => {
    expect(await ask(httpOf(await listen(listener), change))).toMatchObject(wanted)
  })

  it('takes nothing in an address for a command or an option', async () => {
    let asked = ''
    const port = await listen((q, a) => {
      asked = q.url ?? ''
      a.end('ok')
    })
    const url = new URL(`http://127.0.0.1:${port}/$(touch%20x)/{a,b}/[1-3]?q='"\`;--config&$HOME#x`).href
    expect(await ask(httpOf(port, { url }))).toMatchObject({ status: 200 })
    expect(asked).toContain('/$(touch%20x)/%7Ba,b%7D/[1-3]?q=')
    expect(asked).toContain('$HOME')
  })

  it('says that nobody listens', async () => {
    const port = await listen(() => undefined)
    servers.pop()?.close()
    expect(await ask(httpOf(port))).toEqual({ problem: expect.stringMatching(/refused|connect|fail/i) })
  })
})

describe('a release', () => {
  let local: Awaited<ReturnType<typeof localServers>>
  let world: ReleaseWorld
  beforeEach(async () => {
    local = await localServers(2)
    world = await createReleaseWorld(local.servers, local.remote)
  })
  afterEach(async () => {
    await world.dispose()
    await local.dispose()
  })
  const health = (http: HttpCheck | null, change: Partial<HealthCheck> = {}): { healthCheck: HealthCheck } => ({
    healthCheck: {
      http,
      delaySeconds: 0,
      intervalSeconds: 0.01,
      timeoutSeconds: 120,
      successes: 1,
      lockAfterRollback: null,
      ...change,
    },
  })

  it.each(['SERVER', 'SENDOFF'] as const)('waits from %s for a server that flaps until it is well', async (from) => {
    const answers = [503, 200, 500, 200, 200]
    const port = await listen((_q, a) => void a.writeHead(answers.shift() ?? 200).end())
    const servers = [{ id: 'web-1', name: 'web-1', host: '127.0.0.1' }]
    const url = `http://{host}:${port}/{server}`
    const check = health(httpOf(port, { from, url, expectStatus: '200' }), { successes: 2 })
    const { outcome, journal } = await world.release({ ...check, servers })
    expect(outcome).toEqual({ status: 'SUCCEEDED', failure: null })
    expect(journal.logs.get('check:web-1')).toBe(
      [
        'try 1: HTTP 503, wants 200',
        'try 2: HTTP 200 (1 of 2)',
        'try 3: HTTP 500, wants 200',
        'try 4: HTTP 200 (1 of 2)',
        'try 5: HTTP 200 (2 of 2)',
        '',
      ].join('\n'),
    )
  })

  it.each(['SERVER', 'SENDOFF'] as const)('sends a secret variable that a header names, from %s', async (from) => {
    const port = await listen(
      (q, a) => void a.writeHead(q.headers.authorization === 'Bearer h"u\\sh' ? 200 : 401).end(),
    )
    const headers = [{ name: 'Authorization', value: 'Bearer {{TOKEN}}' }]
    const check = health(httpOf(port, { from, headers, expectStatus: '200' }))
    const variables = [{ name: 'TOKEN', value: 'h"u\\sh', secret: true }]
    const { outcome, journal, snapshot } = await world.release(check, { variables })
    expect(outcome).toEqual({ status: 'SUCCEEDED', failure: null })
    expect(JSON.stringify([[...journal.logs], snapshot])).not.toContain('u\\\\sh')
    const without = await world.release({ ...check, commit: 'd'.repeat(40) })
    expect(without.outcome.failure).toContain('names the variable TOKEN, which commands on the servers do not have.')
  })

  it('tries the command and the question, and fails when its time is over', async () => {
    const port = await listen((_q, a) => void a.end('starting'))
    const check = health(httpOf(port, { bodyContains: 'ready' }), { timeoutSeconds: 1, intervalSeconds: 1 })
    const servers = [{ id: 'web-1', name: 'web-1', host: '127.0.0.1' }]
    const { outcome, journal } = await world.release({ ...check, servers, checkCommand: 'echo looked' })
    expect(outcome.failure).toMatch(
      /^web-1: check: Not well within 1 s \(\d tr(y|ies)\)\. Last: exit code 0, HTTP 200, but the answer does not hold "ready"\.$/,
    )
    expect(journal.logs.get('check:web-1')).toContain('looked\ntry 1: exit code 0, HTTP 200, but')
  })

  it('tries a command again that fails at first', async () => {
    const checkCommand = 'echo x >> ../../tries; test $(wc -l < ../../tries) -ge 3'
    const { outcome, journal } = await world.release({ ...health(null), checkCommand })
    expect(outcome.status).toBe('SUCCEEDED')
    expect(journal.logs.get('check:web-2')).toBe('try 1: exit code 1\ntry 2: exit code 1\ntry 3: exit code 0\n')
  })

  it('goes back with the same check on what was there', async () => {
    const first = await world.release({})
    const port = await listen(
      (_q, a) => void a.writeHead(local.servers.map(liveOn).includes(first.snapshot.directory) ? 200 : 503).end(),
    )
    const check = health(httpOf(port), { timeoutSeconds: 1, intervalSeconds: 1 })
    const { outcome, journal } = await world.release({ ...check, onFailure: 'ROLL_BACK' })
    expect(outcome).toMatchObject({ status: 'FAILED', wayBack: { checkFailed: true, left: [] } })
    expect(journal.logs.get('rollback:web-1')).toContain('try 1: HTTP 200\n')
    expect(local.servers.map(liveOn)).toEqual([first.snapshot.directory, first.snapshot.directory])
  })

  it.each(['delaySeconds', 'intervalSeconds'] as const)('ends at once while it waits (%s)', async (wait) => {
    const port = await listen((_q, a) => void a.writeHead(500).end())
    const control = new AbortController()
    const snapshot = world.snapshot(health(httpOf(port), { [wait]: 3000, timeoutSeconds: 6000 }))
    const { journal, ended } = world.begin(snapshot, { signal: control.signal })
    const output = journal.output
    journal.output = async (key, stream, text) => {
      await output(key, stream, text)
      if (/^(Waiting|try 1)/.test(text)) setTimeout(() => control.abort(new CancelRequested()), 20)
    }
    expect((await ended).status).toBe('CANCELLED')
    world.expectTruth(journal)
    expect(journal.statuses.get('check:web-1')).toBe('CANCELLED')
  })

  it('is refused before anything changed where nothing can ask', async () => {
    const bare = pathWithout('curl', 'wget')
    const remote = {
      connect: async (id: string, options: object) => {
        const connection = await local.remote.connect(id, options)
        const run: typeof connection.run = (script, rest) => connection.run(`PATH=${bare}\n${script}`, rest)
        return {
          run,
          close: () => connection.close(),
          get alive() {
            return connection.alive
          },
        }
      },
    }
    const poor = await createReleaseWorld(local.servers, remote)
    const { outcome } = await poor.release(health(httpOf(1)))
    await poor.dispose()
    expect(outcome.failure).toContain('has neither curl nor wget. Install one of them, or let Sendoff ask.')
    expect(local.servers.map(liveOn)).toEqual([null, null])
  })
})

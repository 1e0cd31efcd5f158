import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { describe, expect, test } from 'vitest'
import { ConfigError, type EnvironmentVariables, loadConfig, variableNames } from './config.ts'

const load = (env: EnvironmentVariables = {}) => loadConfig(env, { root: '/opt/sendoff' })
const key = randomBytes(32)

function issues(env: EnvironmentVariables): string[] {
  try {
    load(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.issues
    throw error
  }
  return []
}

describe('loadConfig', () => {
  test('runs with nothing set: one process, embedded, on loopback', () => {
    expect(load()).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      process: 'all',
      data: '/opt/sendoff/data',
      databaseUrl: null,
      redisUrl: null,
      masterKeys: null,
      secureCookies: false,
      publicOrigin: null,
      allowFileRepositories: false,
      messagesPerFiveSeconds: 5,
      sshKeepSeconds: 600,
      workerReleases: 4,
      builds: Math.max(1, availableParallelism() - 1),
      log: { level: 'info', format: 'json' },
    })
  })

  test('takes what is set', () => {
    const config = load({
      PORT: '0',
      SENDOFF_DATA: '/var/lib/sendoff',
      SENDOFF_PUBLIC_URL: 'https://ship.example.com:8443/',
      SENDOFF_MASTER_KEY: key.toString('base64'),
      SENDOFF_PROCESS: 'worker',
      DATABASE_URL: 'postgres://u:p@db/sendoff',
      SENDOFF_TRUST_PROXY: 'true',
    })
    expect(config).toMatchObject({
      port: 0,
      data: '/var/lib/sendoff',
      publicOrigin: 'https://ship.example.com:8443',
      secureCookies: true,
      masterKeys: [key],
      process: 'worker',
      trustProxy: true,
    })
  })

  test('an empty variable counts as missing, as compose files write it', () => {
    expect(load({ REDIS_URL: '', PORT: '', SENDOFF_MASTER_KEY: '' })).toMatchObject({ redisUrl: null, port: 4000 })
  })

  test('text only on a terminal, and never in production', () => {
    expect(loadConfig({}, { root: '/', terminal: true }).log.format).toBe('text')
    expect(loadConfig({ NODE_ENV: 'production' }, { root: '/', terminal: true }).log.format).toBe('json')
  })

  test('names every wrong variable at once', () => {
    const found = issues({ PORT: 'http', SENDOFF_WORKER_RELEASES: '0', SENDOFF_PROCESS: 'api', REDIS_URL: 'localhost' })
    expect(found.map((issue) => issue.split(' ')[0]).sort()).toEqual([
      'DATABASE_URL',
      'PORT',
      'REDIS_URL',
      'SENDOFF_WORKER_RELEASES',
    ])
  })

  test.each([
    ...['PORT', 'DATABASE_URL', 'REDIS_URL', 'SENDOFF_PROCESS', 'SENDOFF_MASTER_KEY', 'SENDOFF_PUBLIC_URL'],
    'SENDOFF_BUILDS',
  ])('hostile values of %s are refused by name', (name) => {
    const hostile = ['\u0000', ' ', '-1', '1e3', '99999', '--help', '$(id)', '../..', 'a\nb', '☃', 'x'.repeat(100_000)]
    for (const value of hostile) {
      const found = issues({ [name]: value })
      expect(found, JSON.stringify(value.slice(0, 20))).not.toEqual([])
      for (const issue of found) expect(issue).toContain(name)
    }
  })

  test.each([
    ['SENDOFF_DRIFT_HOURS', '721'],
    ['SENDOFF_DRIFT_HOURS', '-1'],
    ['SENDOFF_SSH_KEEP_SECONDS', '3601'],
    ['SENDOFF_SSH_KEEP_SECONDS', '10m'],
    ['SENDOFF_BUILDS', '0'],
    ['SENDOFF_BUILDS', '1001'],
    ['SENDOFF_BUILDS', '2.5'],
    ['HOST', '--help'],
    ['HOST', '$(id)'],
    ['HOST', 'a b'],
    ['HOST', '../x'],
    ['HOST', 'h'.repeat(256)],
    ['SENDOFF_TRUST_PROXY', 'yes'],
    ['SENDOFF_ALLOW_FILE_REPOSITORIES', 'TRUE '],
    ['SENDOFF_LOG_LEVEL', 'verbose'],
    ['SENDOFF_ADMIN_PASSWORD', 'short'],
    ['SENDOFF_DATA', 'a\nb'],
    ['SENDOFF_GOJS_LICENSE_KEY', 'k\u0007'],
    ['SENDOFF_PUBLIC_URL', 'https://a.example/path'],
    ['SENDOFF_PUBLIC_URL', 'https://user:pw@a.example'],
    ['SENDOFF_PUBLIC_URL', 'javascript:alert(1)'],
    ['DATABASE_URL', 'mysql://host/db'],
  ])('%s=%s is refused', (name, value) => {
    expect(issues({ [name]: value }).join()).toContain(name)
  })

  test('a wrong secret is never repeated in the message', () => {
    const found = issues({
      SENDOFF_MASTER_KEY: 'hunter2-hunter2',
      SENDOFF_ADMIN_PASSWORD: 'hunter2',
      DATABASE_URL: 'postgre://u:hunter2@h/d',
    })
    expect(found).toHaveLength(3)
    expect(found.join()).not.toContain('hunter2')
  })
})

test('the documentation lists every variable, and none that is not there', () => {
  const page = readFileSync(new URL('../../../docs/self-hosting.md', import.meta.url), 'utf8')
  const table = page.slice(page.indexOf('## Settings'), page.indexOf('## Behind a proxy'))
  const listed = [...table.matchAll(/^\| `([A-Z0-9_]+)` /gm)].map(([, name]) => name)
  expect(listed.sort()).toEqual([...variableNames].sort())
})

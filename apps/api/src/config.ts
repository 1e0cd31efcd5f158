import { availableParallelism } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { parsePortRange } from './engine/port-range.ts'
import { readMasterKeys } from './platform/secrets/master-key-text.ts'

/** What the operator decides. Read once, here; nothing else in the server looks at the environment. */
export interface Config {
  /** The repository's (or image's) root. */
  root: string
  migrations: string
  /** Where the build put the empty database that new data directories begin with. */
  preparedDatabases: string
  /** The built page. */
  webDirectory: string
  /** The data directory: absolute. */
  data: string
  host: string
  /** 0 = any free port. */
  port: number
  process: 'all' | 'api' | 'worker'
  /** null = the embedded database in the data directory. */
  databaseUrl: string | null
  /** Most connections to Postgres of this process. */
  databasePool: number
  /** null = hints stay in this process. */
  redisUrl: string | null
  /** Newest first; the others only open what they once sealed. null = the file in the data directory. */
  masterKeys: Buffer[] | null
  /** null = a random one is made and printed once. */
  adminPassword: string | null
  /** Where people reach Sendoff: scheme, host and port. Its scheme decides about `__Host-` cookies. */
  publicOrigin: string | null
  secureCookies: boolean
  trustProxy: boolean
  allowFileRepositories: boolean
  gojsLicenseKey: string | null
  /** Releases that one worker runs at once. */
  workerReleases: number
  /** Builds that all workers together make at once. */
  builds: number
  /** So often Sendoff asks by itself what servers really have; 0: only people do. */
  driftHours: number
  /** How servers are sampled. */
  metrics: { seconds: number; watched: number }
  /** How long a worker leaves its connection to a server open after a release; 0: not at all. */
  sshKeepSeconds: number
  /** Most WebSockets at once in this process. */
  sockets: { perAddress: number; perUser: number }
  /** Messages that one user may send within five seconds. */
  messagesPerFiveSeconds: number
  /** What people may do in terminals; `recordMegabytes`: before compression. */
  terminals: {
    idleMinutes: number
    hours: number
    perUser: number
    recordMegabytes: number
    recordInput: boolean
    keepDays: number
  }
  commands: { perMinute: number; keepDays: number }
  /** Peer-to-peer distribution: the tracker and the first seed of this worker. */
  swarm: { host: string | null; port: number; seedPorts: string; uploadLimit: number }
  log: { level: 'debug' | 'info' | 'warn' | 'error'; format: 'json' | 'text' }
}

/** Every wrong variable at once, each with what to do. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  constructor(readonly issues: string[]) {
    super(`Sendoff cannot start with this configuration:\n${issues.map((issue) => `  - ${issue}`).join('\n')}`)
  }
}

const text = (most: number) =>
  z
    .string()
    .max(most, `is longer than ${most} characters`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    .refine((value) => !/[\u0000-\u001f\u007f]/.test(value), 'holds a line break or a control character; remove it')

const integer = (least: number, most: number, initial: number) =>
  text(20)
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`)
    .default(initial)

const flag = z
  .enum(['true', 'false', '1', '0'], 'must be true or false')
  .transform((value) => value === 'true' || value === '1')
  .default(false)

const url = (schemes: string[], example: string) =>
  text(2000).refine(
    (value) => URL.canParse(value) && schemes.includes(new URL(value).protocol) && new URL(value).hostname !== '',
    `must be an address such as ${example}`,
  )

const publicUrl = url(['http:', 'https:'], 'https://sendoff.example.com')
  .transform((value) => new URL(value))
  .refine((value) => value.username === '' && value.password === '', 'must not hold a name or password')
  .refine((value) => value.pathname === '/' && !value.search && !value.hash, 'must end after the host and port')

const masterKeys = text(1000).transform((value, context) => {
  const keys = readMasterKeys(value)
  if (keys) return keys
  context.addIssue('must be 32 bytes as base64 or hex; make one with: openssl rand -base64 32')
  return z.NEVER
})

const portRange = text(20).transform((value, context) => {
  const parsed = parsePortRange(value)
  if ('range' in parsed) return parsed.range
  context.addIssue('must be a range of ports from 1024 to 65535, such as 6881-6999')
  return z.NEVER
})

const choices = <const T extends [string, ...string[]]>(...values: T) =>
  z.enum(values, `must be one of ${values.join(', ')}`)

const variables = z.object({
  PORT: integer(0, 65_535, 4000),
  HOST: text(255)
    .regex(/^(?!-)[\w.:-]+$/, 'must be an address to listen on, such as 127.0.0.1, or 0.0.0.0 for all')
    .default('127.0.0.1'),
  NODE_ENV: z.string().optional(),
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/sendoff').optional(),
  REDIS_URL: url(['redis:', 'rediss:'], 'redis://host:6379').optional(),
  SENDOFF_DATA: text(1000).default('./data'),
  SENDOFF_PROCESS: choices('all', 'api', 'worker').default('all'),
  SENDOFF_MASTER_KEY: masterKeys.optional(),
  SENDOFF_ADMIN_PASSWORD: text(200).min(12, 'must have at least 12 characters').optional(),
  SENDOFF_PUBLIC_URL: publicUrl.optional(),
  SENDOFF_TRUST_PROXY: flag,
  SENDOFF_ALLOW_FILE_REPOSITORIES: flag,
  SENDOFF_LOG_LEVEL: choices('debug', 'info', 'warn', 'error').default('info'),
  SENDOFF_GOJS_LICENSE_KEY: text(2000).optional(),
  SENDOFF_WORKER_RELEASES: integer(1, 64, 4),
  SENDOFF_BUILDS: integer(1, 1000, Math.max(1, availableParallelism() - 1)),
  SENDOFF_DRIFT_HOURS: integer(0, 720, 24),
  SENDOFF_METRICS_SECONDS: integer(0, 3600, 30),
  SENDOFF_METRICS_WATCHED: integer(0, 1000, 30),
  SENDOFF_SSH_KEEP_SECONDS: integer(0, 3600, 600),
  SENDOFF_SOCKETS_PER_ADDRESS: integer(1, 100_000, 1000),
  SENDOFF_SOCKETS_PER_USER: integer(1, 100_000, 200),
  SENDOFF_MESSAGES_PER_5S: integer(1, 100_000, 5),
  SENDOFF_TERMINAL_IDLE_MINUTES: integer(1, 1440, 30),
  SENDOFF_TERMINAL_HOURS: integer(1, 168, 12),
  SENDOFF_TERMINALS_PER_USER: integer(1, 100, 8),
  SENDOFF_TERMINAL_RECORD_MB: integer(1, 1000, 16),
  SENDOFF_TERMINAL_RECORD_INPUT: flag,
  SENDOFF_TERMINAL_KEEP_DAYS: integer(1, 3650, 90),
  SENDOFF_COMMANDS_PER_MINUTE: integer(1, 10_000, 60),
  SENDOFF_COMMAND_KEEP_DAYS: integer(1, 3650, 90),
  SENDOFF_DATABASE_POOL: integer(2, 200, 10),
  SENDOFF_SWARM_HOST: text(255)
    .regex(/^(?!-)[\w.:-]+$/, 'must be the name or address at which servers reach this machine')
    .optional(),
  SENDOFF_SWARM_PORT: integer(0, 65_535, 0),
  SENDOFF_SWARM_SEED_PORTS: portRange.default('6881-6999'),
  SENDOFF_SWARM_UPLOAD_KB: integer(0, 10_000_000, 0),
})

/** The name of everything that may be set. */
export const variableNames = variables.keyof().options

export type EnvironmentVariables = Record<string, string | undefined>

/** Reads the environment. An empty variable counts as missing. Throws ConfigError, which names every wrong variable. */
export function loadConfig(
  env: EnvironmentVariables,
  { root, terminal = false }: { root: string; terminal?: boolean },
) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = variables.safeParse(given)
  const issues = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`)
  if ((given.SENDOFF_PROCESS === 'api' || given.SENDOFF_PROCESS === 'worker') && given.DATABASE_URL === undefined) {
    issues.push(
      `DATABASE_URL is missing: SENDOFF_PROCESS=${given.SENDOFF_PROCESS} shares one Postgres with the other processes. ` +
        'Set it, or unset SENDOFF_PROCESS to run everything in one process.',
    )
  }
  if (!parsed.success || issues.length > 0) throw new ConfigError(issues)
  const value = parsed.data
  return {
    root,
    migrations: path.join(root, 'prisma/migrations'),
    preparedDatabases: path.join(root, 'apps/api/dist/empty-database'),
    webDirectory: path.join(root, 'apps/web/dist'),
    data: path.resolve(root, value.SENDOFF_DATA),
    host: value.HOST,
    port: value.PORT,
    process: value.SENDOFF_PROCESS,
    databaseUrl: value.DATABASE_URL ?? null,
    databasePool: value.SENDOFF_DATABASE_POOL,
    redisUrl: value.REDIS_URL ?? null,
    masterKeys: value.SENDOFF_MASTER_KEY ?? null,
    adminPassword: value.SENDOFF_ADMIN_PASSWORD ?? null,
    publicOrigin: value.SENDOFF_PUBLIC_URL?.origin ?? null,
    secureCookies: value.SENDOFF_PUBLIC_URL?.protocol === 'https:',
    trustProxy: value.SENDOFF_TRUST_PROXY,
    allowFileRepositories: value.SENDOFF_ALLOW_FILE_REPOSITORIES,
    gojsLicenseKey: value.SENDOFF_GOJS_LICENSE_KEY ?? null,
    workerReleases: value.SENDOFF_WORKER_RELEASES,
    builds: value.SENDOFF_BUILDS,
    driftHours: value.SENDOFF_DRIFT_HOURS,
    metrics: { seconds: value.SENDOFF_METRICS_SECONDS, watched: value.SENDOFF_METRICS_WATCHED },
    sshKeepSeconds: value.SENDOFF_SSH_KEEP_SECONDS,
    sockets: { perAddress: value.SENDOFF_SOCKETS_PER_ADDRESS, perUser: value.SENDOFF_SOCKETS_PER_USER },
    messagesPerFiveSeconds: value.SENDOFF_MESSAGES_PER_5S,
    terminals: {
      idleMinutes: value.SENDOFF_TERMINAL_IDLE_MINUTES,
      hours: value.SENDOFF_TERMINAL_HOURS,
      perUser: value.SENDOFF_TERMINALS_PER_USER,
      recordMegabytes: value.SENDOFF_TERMINAL_RECORD_MB,
      recordInput: value.SENDOFF_TERMINAL_RECORD_INPUT,
      keepDays: value.SENDOFF_TERMINAL_KEEP_DAYS,
    },
    commands: { perMinute: value.SENDOFF_COMMANDS_PER_MINUTE, keepDays: value.SENDOFF_COMMAND_KEEP_DAYS },
    swarm: {
      host: value.SENDOFF_SWARM_HOST ?? null,
      port: value.SENDOFF_SWARM_PORT,
      seedPorts: value.SENDOFF_SWARM_SEED_PORTS,
      uploadLimit: value.SENDOFF_SWARM_UPLOAD_KB,
    },
    log: { level: value.SENDOFF_LOG_LEVEL, format: terminal && value.NODE_ENV !== 'production' ? 'text' : 'json' },
  } satisfies Config as Config
}

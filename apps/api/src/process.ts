import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Composition, compose, type FirstAdmin } from './compose.ts'
import { type Config, ConfigError, loadConfig } from './config.ts'
import { recordActivity } from './modules/activity/activity.events.ts'
import { createLog, type Log } from './platform/log/log.ts'
import { inheritable } from './platform/process/environment.ts'

/** The repository's root, from apps/api/src and from apps/api/dist alike. */
const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Reads the configuration, or says everything that is wrong with it and ends the process. */
export function readConfig(overrides: Partial<Config> = {}): Config {
  try {
    return { ...loadConfig(process.env, { root, terminal: process.stdout.isTTY }), ...overrides }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

/**
 * The life of a process: configuration → composition → start → stop on SIGTERM or SIGINT (twice: at once).
 * `started` runs when everything serves and works.
 */
export async function runProcess(
  overrides: Partial<Config> = {},
  started: (
    composition: Composition,
    told: Awaited<ReturnType<Composition['start']>>,
    config: Config,
  ) => void | Promise<void> = () => {},
): Promise<void> {
  const config = readConfig(overrides)
  const log = createLog(config.log)
  const ending = stopOnSignal(log, config.process)
  try {
    const composition = await compose(config, log, inheritable(process.env))
    if (ending.takes(composition)) return
    const told = await composition.start((admin) => announceFirstAdmin(admin, config.adminPassword !== null))
    await tellOfProcess(composition, 'started', config.process)
    log.info(
      { url: told.url, process: config.process },
      told.url ? `Sendoff is ready on ${told.url}` : 'The worker is ready',
    )
    await started(composition, told, config)
  } catch (err) {
    // What was just starting fails when it is stopped meanwhile.
    if (ending.begun) return
    log.fatal({ err }, 'Sendoff could not start')
    process.exitCode = 1
    // Threads and sockets of what had started already would keep the process alive.
    setTimeout(() => process.exit(1), 200)
  }
}

/** Who looks at what happened wants to know when Sendoff itself came and went. */
const tellOfProcess = ({ services }: Composition, what: 'started' | 'stopped', kind: Config['process']) =>
  services.log.transaction((tx) =>
    recordActivity(tx, null, {
      ...{ kind: `process.${what}`, message: `Sendoff was ${what}` },
      after: { process: kind, host: hostname(), pid: process.pid },
    }),
  )

/** Past the log: the password must reach the person, and no log file. */
function announceFirstAdmin({ username, password }: FirstAdmin, chosen: boolean): void {
  const shown = chosen ? 'the one in SENDOFF_ADMIN_PASSWORD' : password
  process.stdout.write(
    `\n  The first user is "${username}", the password is ${shown}\n  It is shown only now; change it after signing in.\n\n`,
  )
}

/** Stops what was composed on the first signal, also when that comes before it is composed; ends at once on the second. */
function stopOnSignal(log: Log, kind: Config['process']) {
  let signalled = false
  let composed: Composition | null = null
  const stopped = (composition: Composition) =>
    tellOfProcess(composition, 'stopped', kind)
      .catch((err) => log.warn({ err }, 'That it stops could not be written into the activity'))
      .then(() => composition.stop())
  const end = (composition: Composition) =>
    stopped(composition).then(
      () => process.exit(0),
      (err) => {
        log.error({ err }, 'Stopping failed')
        process.exit(1)
      },
    )
  const stop = (signal: NodeJS.Signals) => {
    if (signalled) process.exit(1)
    signalled = true
    log.info({ signal }, 'Stopping: nothing new is taken, what runs is ended or handed over')
    if (composed) void end(composed)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  return {
    /** Whether the process already ends. */
    get begun() {
      return signalled && composed !== null
    },
    /** Takes over what was composed; true when it was stopped at once, because the signal came before. */
    takes(composition: Composition): boolean {
      composed = composition
      if (signalled) void end(composition)
      return signalled
    },
  }
}

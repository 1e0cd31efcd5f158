import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleProgram } from './bundle.ts'
import { migrationsDirectory } from './database.ts'
import { type SshdFleet, startSshdFleet } from './fleet.ts'
import { startTestPostgres } from './postgres.ts'
import { createReleaseHouse, type ReleaseHouse } from './releases.ts'
import { createTestRepository, openMirrors, type TestRepository, url } from './repositories.ts'

/** A worker as a process of its own. */
export interface WorkerProcess {
  pid: number | undefined
  /** What it wrote to standard error. */
  printed(): string
  end(signal: NodeJS.Signals): Promise<void>
}

/** Releases on a real Postgres with real servers and a real repository, run by processes that a test starts and kills. */
export interface WorkerHouse {
  house: ReleaseHouse
  fleet: SshdFleet
  repository: TestRepository
  /** Where the workers keep builds; `fleet.json` in it tells them the servers' addresses by id. */
  data: string
  /** Resolves when it works. Settings as in worker-program.ts. */
  startWorker(settings: Record<string, string>): Promise<WorkerProcess>
  close(): Promise<void>
}

export async function openWorkerHouse(options: { servers: number }): Promise<WorkerHouse> {
  const data = await mkdtemp(join(tmpdir(), 'sendoff-workers-'))
  const [postgres, fleet, program, repository] = await Promise.all([
    startTestPostgres(),
    startSshdFleet({ count: options.servers }),
    bundleProgram("import './test/support/worker-program.ts'"),
    createTestRepository(join(data, 'shop.git')),
  ])
  const created = await postgres.createDatabase()
  const database = await created.open()
  const mirror = (await openMirrors(join(data, 'mirrors'))).mirror(url(repository.path), null)
  const house = await createReleaseHouse(database, {
    revisions: {
      async resolve(_project, revision) {
        await mirror.refresh()
        return { commit: await mirror.resolve(revision), subject: null }
      },
    },
  })
  const children: ChildProcess[] = []
  return {
    ...{ house, fleet, repository, data },
    async startWorker(settings) {
      const own = { DATABASE_URL: created.url, DATA: data, MIGRATIONS: migrationsDirectory }
      const child = spawn(process.execPath, [program.file], { env: { ...process.env, ...own, ...settings } })
      children.push(child)
      let printed = ''
      child.stderr.on('data', (chunk) => {
        printed += chunk
      })
      await Promise.race([
        once(child.stdout, 'data'),
        once(child, 'exit').then(() => Promise.reject(new Error(`the worker ended: ${printed}`))),
      ])
      return {
        pid: child.pid,
        printed: () => printed,
        async end(signal) {
          const exited = once(child, 'exit')
          child.kill(signal)
          await exited
        },
      }
    },
    async close() {
      for (const child of children) child.kill('SIGKILL')
      house.close()
      await database.close()
      await Promise.all([postgres.stop(), fleet.close(), program.remove()])
      await rm(data, { recursive: true, force: true })
    },
  }
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApiClient, createApiClient } from '../../apps/api/src/demo/client.ts'
import type { Role } from '../../apps/api/src/modules/kernel/viewer.ts'
import { type Person, startBrowser, type TestBrowser } from './browser.ts'
import { type SshdFleet, startSshdFleet } from './fleet.ts'
import { type SendoffProcess, startProcess } from './processes.ts'
import { createTestRepository, type TestRepository } from './repositories.ts'

/** The built product in a process of its own, servers to ship to, a repository to ship, and a browser to look with. */
export interface Room {
  readonly folder: string
  readonly url: string
  readonly process: SendoffProcess
  readonly fleet: SshdFleet
  readonly repository: TestRepository
  readonly browser: TestBrowser
  /** Asks as the admin; only after `settle`. */
  readonly api: ApiClient
  /** Ends the first start without the page: the admin has a password of their own. */
  settle(): Promise<void>
  /** Somebody signed in as the admin, in a browser context of their own. */
  enter(options?: Parameters<TestBrowser['open']>[0]): Promise<Person>
  /** Somebody else; an operator, who may ship, if nothing else is said. */
  invite(username: string, options?: Parameters<TestBrowser['open']>[0], role?: Role): Promise<Person>
  /** Starts the process again on the same port and data. */
  restart(): Promise<void>
  close(): Promise<void>
}

export const adminPassword = 'correct horse battery staple'

export async function openRoom(
  options: { servers?: number; names?: string[]; env?: Record<string, string> } = {},
): Promise<Room> {
  const folder = await mkdtemp(join(tmpdir(), 'sendoff-room-'))
  const common = { SENDOFF_DATA: join(folder, 'data'), SENDOFF_ALLOW_FILE_REPOSITORIES: 'true' }
  // A build that a test holds must not hold up others, however few processors there are.
  const env = { ...common, SENDOFF_BUILDS: '8', ...options.env }
  const [fleet, repository, browser, first] = await Promise.all([
    startSshdFleet({ count: options.servers ?? 2, ...(options.names && { names: options.names }) }),
    seedRepository(join(folder, 'shop.git')),
    startBrowser(),
    startProcess({ entry: 'main', env }),
  ])
  let running = first
  let token = ''
  const seat = async (session: string, contextOptions?: Parameters<TestBrowser['open']>[0]) => {
    const person = await browser.open(contextOptions)
    await person.context.addCookies([{ name: 'sendoff', value: session, url: first.url }])
    return person
  }

  return {
    folder,
    url: first.url,
    fleet,
    repository,
    browser,
    get process() {
      return running
    },
    get api() {
      return createApiClient(first.url, token)
    },
    async settle() {
      token = await choosePassword(first.url, 'admin', firstPassword(first))
    },
    enter: (contextOptions) => seat(token, contextOptions),
    async invite(username, contextOptions, role = 'OPERATOR') {
      const password = 'given by the admin'
      const input = { username, displayName: username, password, role }
      await createApiClient(first.url, token).ask('mutation ($i: AddUserInput!) { addUser(input: $i) { id } }', {
        i: input,
      })
      return seat(await choosePassword(first.url, username, password), contextOptions)
    },
    async restart() {
      running = await startProcess({ entry: 'main', env, port: Number(new URL(first.url).port) })
    },
    async close() {
      await browser.close()
      await running.stop()
      await fleet.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What the process printed for whoever started it. */
export function firstPassword(process: SendoffProcess): string {
  const password = /the password is (\S+)/.exec(process.output())?.[1]
  if (!password) throw new Error(`No first password was printed:\n${process.output()}`)
  return password
}

/** A session of somebody who has chosen a password of their own. */
export async function choosePassword(url: string, username: string, current: string): Promise<string> {
  const signIn = async (password: string) => {
    const document = 'mutation ($u: String!, $p: String!) { signIn(username: $u, password: $p) { token } }'
    const { signIn: session } = await createApiClient(url, '').ask<{ signIn: { token: string } }>(document, {
      u: username,
      p: password,
    })
    return session.token
  }
  await createApiClient(url, await signIn(current)).ask(
    'mutation ($current: String!, $next: String!) { changePassword(current: $current, next: $next) { id } }',
    { current, next: adminPassword },
  )
  return signIn(adminPassword)
}

/** Two tags on main, then a commit; and a branch of its own. */
async function seedRepository(path: string): Promise<TestRepository> {
  const repository = await createTestRepository(path)
  const first = await repository.commit({ 'index.txt': 'one\n' }, { message: 'Open the shop' })
  await repository.tag('v1', first)
  await repository.tag('v2', await repository.commit({ 'index.txt': 'two\n' }, { message: 'Sell tea' }))
  await repository.commit({ 'index.txt': 'three\n', 'tea/green.txt': 'sencha\n' }, { message: 'Sell green tea' })
  await repository.commit({ 'index.txt': 'four\n' }, { branch: 'wares/coffee', from: first, message: 'Try coffee' })
  return repository
}

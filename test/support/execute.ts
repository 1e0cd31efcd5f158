import { randomUUID } from 'node:crypto'
import { type ExecutionResult, execute, parse, subscribe, validate } from 'graphql'
import { assembleServices, type ServiceParts } from '../../apps/api/src/compose/services.ts'
import type { Services } from '../../apps/api/src/compose.ts'
import type { Context } from '../../apps/api/src/graphql/context.ts'
import { presentError } from '../../apps/api/src/graphql/errors.ts'
import { schema } from '../../apps/api/src/graphql/schema.ts'
import { createPasswords } from '../../apps/api/src/modules/accounts/passwords.ts'
import type { Role } from '../../apps/api/src/modules/kernel/viewer.ts'
import { createInProcessBus } from '../../apps/api/src/platform/bus/in-process-bus.ts'
import { createStreams } from '../../apps/api/src/streams/streams.ts'
import { openTestDatabase } from './database.ts'
import { fakeAdapters } from './fake-adapters.ts'

export interface Answer {
  // Tests look into answers of every shape.
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the document's
  data: any
  errors: { message: string; path?: readonly (string | number)[]; extensions: Record<string, unknown> }[]
}

/** Somebody who asks, in process. */
export type Ask = (document: string, variables?: Record<string, unknown>) => Promise<Answer>

/** The schema over a database of its own, asked in process; the world outside is made of twins. */
export async function openTestApi(overrides: Partial<ServiceParts> = {}) {
  const database = overrides.database ?? (await openTestDatabase())
  const bus = overrides.bus ?? createInProcessBus()
  const clock = { now: () => new Date() }
  const streams = createStreams({ database, bus, clock })
  const passwords = createPasswords({ N: 2 ** 10, r: 8, p: 1 })
  const parts = {
    database,
    bus,
    clock,
    log: streams.log,
    cursors: streams.cursors,
    passwords,
    ...fakeAdapters(),
    // Tests hurry.
    commandLimits: { perMinute: 10_000 },
    ...overrides,
  }
  const services = assembleServices(parts)
  await services.accounts.start()
  /** Errors that no caller could have caused; a test that ends with one of them fails. */
  const faults: unknown[] = []

  const askAs =
    (token: string | null, address = '192.0.2.1'): Ask =>
    async (document, variables = {}) => {
      const viewer = token === null ? null : await services.accounts.authenticate(token)
      const context = contextFor(services, viewer, address)
      const parsed = parse(document)
      const mistakes = validate(schema, parsed)
      const result: ExecutionResult =
        mistakes.length > 0
          ? { errors: mistakes }
          : await execute({ schema, document: parsed, variableValues: variables, contextValue: context })
      const errors = (result.errors ?? []).map((error) =>
        presentError(error, context.requestId, (fault) => void faults.push(fault)).toJSON(),
      )
      return JSON.parse(JSON.stringify({ data: result.data ?? null, errors }))
    }

  /** Adds a user of the role and signs in. */
  async function enterAs(role: Role): Promise<string> {
    const username = `${role.toLowerCase()}-${randomUUID().slice(0, 8)}`
    const password = 'correct horse battery'
    const root = await admin()
    await services.accounts.addUser(root, { username, displayName: `A ${role}`, password, role })
    return (await services.accounts.signIn({ username, password }, '192.0.2.2')).token
  }

  /** What a subscription's values look like; failures are thrown as the client would get them. */
  async function* follow(token: string, document: string, variables: Record<string, unknown>, signal: AbortSignal) {
    const viewer = await services.accounts.authenticate(token)
    const context = { ...contextFor(services, viewer, '192.0.2.1'), signal }
    const result = await subscribe({
      schema,
      document: parse(document),
      variableValues: variables,
      contextValue: context,
    })
    if (!(Symbol.asyncIterator in result)) throw result.errors?.[0]?.originalError ?? new Error('It did not begin.')
    for await (const { data, errors } of result) {
      if (errors?.[0]) throw errors[0]
      yield JSON.parse(JSON.stringify(data)) as Answer['data']
    }
  }

  let rootToken: string | null = null
  async function admin() {
    if (rootToken === null) {
      const first = await services.accounts.ensureFirstAdmin('first password')
      if (!first) throw new Error('the database was not empty')
      rootToken = (await services.accounts.signIn(first, '192.0.2.3')).token
    }
    const viewer = await services.accounts.authenticate(rootToken)
    if (!viewer) throw new Error('the first admin may not ask')
    return viewer
  }

  return {
    ...parts,
    services,
    faults,
    askAs,
    enterAs,
    askAsRole: async (role: Role): Promise<Ask> => askAs(await enterAs(role)),
    follow,
    async askAsAdmin(): Promise<Ask> {
      await admin()
      return askAs(rootToken)
    },
    async close() {
      await services.chat.stopPresence()
      await services.accounts.stop()
      streams.close()
      // What was lent is still used by another one.
      if (!overrides.bus) await bus.close()
      if (!overrides.database) await database.close()
    },
  }
}

function contextFor(services: Services, viewer: Context['viewer'], address: string): Context {
  return {
    viewer,
    services,
    transport: 'http',
    address,
    requestId: randomUUID(),
    signal: new AbortController().signal,
    setSessionCookie: null,
  }
}

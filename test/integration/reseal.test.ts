import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resealAll } from '../../apps/api/src/commands/reseal.ts'
import type { Database } from '../../apps/api/src/platform/database/database.ts'
import { createSecretBox } from '../../apps/api/src/platform/secrets/secret-box.ts'
import { openTestDatabase } from '../support/database.ts'
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

const kinds = {
  embedded: () => openTestDatabase(),
  postgres: async () => (await postgres.createDatabase()).open(),
}

describe.each(Object.entries(kinds))('%s', (_kind, open) => {
  const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
  const [before, both, after] = [[oldKey], [newKey, oldKey], [newKey]].map((keys) => createSecretBox(keys)) as [
    ReturnType<typeof createSecretBox>,
    ReturnType<typeof createSecretBox>,
    ReturnType<typeof createSecretBox>,
  ]
  let database: Database
  let environmentId: string
  const credentialIds: string[] = []
  let hookId: string
  const variable = () => database.prisma.environmentVariable.findMany({ orderBy: { name: 'asc' } })

  beforeAll(async () => {
    database = await open()
    const { prisma } = database
    for (const name of ['one', 'two']) {
      const { id } = await prisma.credential.create({ data: { name, kind: 'PASSWORD', username: 'u', sealed: '' } })
      const sealed = before.seal(name, `credential:${id}`)
      await prisma.credential.update({ where: { id }, data: { sealed } })
      credentialIds.push(id)
    }
    const project = await prisma.project.create({ data: { title: 'p', repositoryUrl: 'r' } })
    const data = { projectId: project.id, name: 'e', kind: 'TEST' as const, path: '/srv' }
    environmentId = (await prisma.environment.create({ data })).id
    const address = { name: 'h', format: 'SLACK' as const, language: 'en', shownUrl: 'x', host: 'x', sealed: '' }
    hookId = (await prisma.notificationHook.create({ data: address })).id
    const sealed = before.seal('https://hooks.example/token', `notification-hook:${hookId}`)
    await prisma.notificationHook.update({ where: { id: hookId }, data: { sealed } })
    const place = `variable:${environmentId}:TOKEN`
    await prisma.environmentVariable.createMany({
      data: [
        { environmentId, name: 'PLAIN', value: 'plain' },
        { environmentId, name: 'TOKEN', secret: true, sealed: before.seal('hush', place) },
      ],
    })
  })
  afterAll(() => database?.close())

  test('one secret that does not open leaves all as they are', async () => {
    const { prisma } = database
    const [token] = await prisma.environmentVariable.findMany({ where: { secret: true } })
    const set = (sealed: string) => prisma.environmentVariable.updateMany({ where: { secret: true }, data: { sealed } })
    await set(createSecretBox([randomBytes(32)]).seal('x', 'y'))
    await expect(resealAll(database, both)).rejects.toThrow('former key')
    await set(token?.sealed ?? '')
    const stored = await prisma.credential.findMany({ orderBy: { name: 'asc' } })
    expect(stored.map(({ id, sealed }) => before.open(sealed, `credential:${id}`))).toEqual(['one', 'two'])
  })

  test('everything moves to the newest key, once', async () => {
    expect(await resealAll(database, both)).toEqual({ credentials: 2, variables: 1, hooks: 1, incoming: 0 })
    expect(await resealAll(database, both)).toEqual({ credentials: 0, variables: 0, hooks: 0, incoming: 0 })
    expect(await resealAll(database, after)).toEqual({ credentials: 0, variables: 0, hooks: 0, incoming: 0 })
    const stored = await database.prisma.credential.findMany({ orderBy: { name: 'asc' } })
    expect(stored.map(({ id, sealed }) => after.open(sealed, `credential:${id}`))).toEqual(['one', 'two'])
    const hook = await database.prisma.notificationHook.findUniqueOrThrow({ where: { id: hookId } })
    expect(after.open(hook.sealed, `notification-hook:${hookId}`)).toBe('https://hooks.example/token')
    const [plain, token] = await variable()
    expect(plain).toMatchObject({ value: 'plain', sealed: null })
    expect(after.open(token?.sealed ?? '', `variable:${environmentId}:TOKEN`)).toBe('hush')
  })
})

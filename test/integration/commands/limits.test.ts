import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandOutputStream } from '../../../apps/api/src/modules/commands/command.events.ts'
import { type Ask, openTestApi } from '../../support/execute.ts'

const RUN = 'mutation ($input: RunCommandInput!) { runCommand(input: $input) { id } }'
let api: Awaited<ReturnType<typeof openTestApi>>
let operator: Ask
let serverId: string
beforeAll(async () => {
  api = await openTestApi({ commandLimits: { perMinute: 3, keepDays: 30 } })
  const admin = await api.askAsAdmin()
  const { data } = await admin('mutation { addCredential(input: { name: "k", username: "u", password: "p" }) { id } }')
  const added = await admin(
    'mutation ($c: ID!) { addServer(input: { name: "web-1", host: "10.0.0.1", credentialId: $c }) { id } }',
    { c: data.addCredential.id },
  )
  serverId = added.data.addServer.id
  operator = await api.askAsRole('OPERATOR')
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})
const run = (ask: Ask, clientId?: string) => ask(RUN, { input: { command: 'true', serverIds: [serverId], clientId } })

test('one person begins so many within a minute and is told how long to wait; others are not kept', async () => {
  const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((clientId) => run(operator, clientId)))
  const refused = answers.flatMap(({ errors }) => errors)
  expect(refused.map(({ extensions }) => extensions.code)).toEqual(['RATE_LIMITED', 'RATE_LIMITED'])
  const wait = refused[0]?.extensions.retryAfterMs
  expect(wait).toBeGreaterThan(30_000)
  expect(wait).toBeLessThanOrEqual(60_000)
  // What was begun is answered again, whatever the limit.
  const [first] = await api.database.prisma.commandRun.findMany({ where: { clientId: { not: null } } })
  expect((await run(operator, first?.clientId ?? '')).data.runCommand.id).toBe(first?.id)
  expect((await run(await api.askAsRole('OPERATOR'))).errors).toEqual([])
  // By the database's clock.
  await api.database.sql.query(`UPDATE "CommandRun" SET "createdAt" = "createdAt" - interval '61 seconds'`)
  expect((await run(operator)).errors).toEqual([])
})

test('what was printed goes with its time, that it ran stays; what still runs, or is young, is kept', async () => {
  const ids = (await api.database.prisma.commandRun.findMany({ orderBy: { number: 'asc' } })).map(({ id }) => id)
  const [old = '', young = '', running = ''] = ids
  for (const id of [old, young, running]) {
    const payload = { stream: 'STDOUT', text: 'words\n' }
    await api.log.transaction((tx) => tx.append(commandOutputStream(id), [{ kind: 'output', key: serverId, payload }]))
  }
  const over = (id: string, days: number) =>
    api.database.sql.query(
      `UPDATE "CommandRun" SET state = 'SUCCEEDED', "finishedAt" = (now() AT TIME ZONE 'UTC') - make_interval(days => $1) WHERE id = $2`,
      [days, id],
    )
  await over(old, 31)
  await over(young, 29)
  const kept = async (id: string) => {
    const { data } = await (await api.askAsAdmin())(
      '($id: ID!) { commandRun(id: $id) { state outputClearedAt outputHeadSeq } commandOutput(runId: $id, after: 0) { chunks { text } } }'.replace(
        '(',
        'query (',
      ),
      { id },
    )
    return data
  }
  await api.services.commands.clearOldOutput()
  await api.services.commands.clearOldOutput()
  expect(await kept(old)).toEqual({
    commandRun: { state: 'SUCCEEDED', outputClearedAt: expect.any(String), outputHeadSeq: 0 },
    commandOutput: { chunks: [] },
  })
  for (const id of [young, running]) {
    expect(await kept(id)).toMatchObject({
      commandRun: { outputClearedAt: null, outputHeadSeq: 1 },
      commandOutput: { chunks: [{ text: 'words\n' }] },
    })
  }
})

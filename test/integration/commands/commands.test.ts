import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { askToRun, begin, type CommandHouse, ended, lookAt, openCommandHouse, printed } from '../../support/commands.ts'
import type { Ask } from '../../support/execute.ts'
import { only, refusal } from '../../support/tickets.ts'

const COUNT = 20
let house: CommandHouse
let token: string
let operator: Ask
let ids: string[]
beforeAll(async () => {
  house = await openCommandHouse({ servers: COUNT })
  token = await house.api.enterAs('OPERATOR')
  operator = house.api.askAs(token)
  ids = house.serverIds
}, 120_000)
afterAll(async () => {
  expect(house.api.faults).toEqual([])
  await house.close()
})
const end = (id: string) => ended(house.api, token, id)
/** A process that has ended may wait for whoever started it to notice. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
const until = async (what: () => Promise<boolean>) => {
  while (!(await what())) await pause(20)
}

test('twenty servers print at once: each one whole, in its order, live and again from the log', async () => {
  const lines = Array.from({ length: 40 }, (_, n) => `line ${n}`)
  const run = await begin(operator, {
    ...{ serverIds: ids, parallel: 20 },
    command: 'for n in $(seq 0 39); do echo "line $n"; sleep 0.005; done; echo "$SENDOFF_SERVER" >&2',
  })
  expect(run.servers.map(({ serverId }) => serverId)).toEqual(ids)
  const stopping = new AbortController()
  const live = new Map<string, string>()
  const seqs: number[] = []
  const following = (async () => {
    const document = 'subscription ($id: ID!) { commandOutput(runId: $id, after: 0) { seq stepKey stream text } }'
    for await (const { commandOutput: chunk } of house.api.follow(token, document, { id: run.id }, stopping.signal)) {
      seqs.push(chunk.seq)
      live.set(chunk.stepKey, (live.get(chunk.stepKey) ?? '') + chunk.text)
      const whole = [...live.values()].filter((text) => text.split('\n').length > 41)
      if (whole.length === COUNT) return
    }
  })()
  const over = await end(run.id)
  await following
  stopping.abort()
  expect(over).toMatchObject({ state: 'SUCCEEDED', message: null, counts: [{ state: 'SUCCEEDED', count: COUNT }] })
  expect(seqs).toEqual(seqs.map((_, n) => n + 1))
  for (const [n, id] of ids.entries()) {
    const own = (live.get(id) ?? '').split('\n').filter((line) => line !== '')
    expect(own.filter((line) => line.startsWith('line'))).toEqual(lines)
    expect(own).toContain(house.fleet.servers[n]?.name)
  }
  expect(await printed(operator, run.id)).toEqual(live)
})

test('says server by server how it ended, and stops beginning where it is asked to', async () => {
  await house.fleet.stop(1)
  const command = `test "$SENDOFF_SERVER" != ${house.fleet.servers[0]?.name} || exit 3`
  const all = await end((await begin(operator, { serverIds: ids.slice(0, 3), command })).id)
  expect(all.state).toBe('FAILED')
  expect(all.servers.map(({ state, exitCode }) => [state, exitCode])).toEqual([
    ['FAILED', 3],
    ['UNREACHABLE', null],
    ['SUCCEEDED', 0],
  ])
  expect(all.servers[1]?.message).toMatch(/./)
  const careful = { serverIds: ids.slice(0, 3), command, parallel: 1, stopOnFailure: true }
  const stopped = await end((await begin(operator, careful)).id)
  expect(stopped.servers.map(({ state }) => state)).toEqual(['FAILED', 'SKIPPED', 'SKIPPED'])
  await house.fleet.start(1)
})

test('what takes too long and what is cancelled is ended on the server, with all that it started', async () => {
  const command = 'sleep 301 & wait'
  const late = await end((await begin(operator, { serverIds: [ids[0]], command, timeoutSeconds: 1 })).id)
  expect(late.servers[0]).toMatchObject({ state: 'TIMED_OUT', exitCode: null })

  const run = await begin(operator, { serverIds: ids.slice(0, 2), command: 'sleep 302 & echo "pid $!"; wait' })
  await until(async () => (await printed(operator, run.id)).size === 2)
  const pids = [...(await printed(operator, run.id)).values()].map((text) => Number(/pid (\d+)/.exec(text)?.[1]))
  expect(pids.map(runs)).toEqual([true, true])
  expect(
    only(await operator('mutation ($id: ID!) { cancelCommand(id: $id) { state } }', { id: run.id })),
  ).toMatchObject({
    state: 'CANCELLING',
  })
  const over = await end(run.id)
  expect(over).toMatchObject({ state: 'CANCELLED', counts: [{ state: 'CANCELLED', count: 2 }] })
  expect(pids.map(runs)).toEqual([false, false])
  const again = await operator('mutation ($id: ID!) { cancelCommand(id: $id) { state } }', { id: run.id })
  expect(refusal(again).code).toBe('CONFLICT')
})

test('who follows a run from the head that was read with it misses nothing that happened while it was read', async () => {
  const { commands } = house.api.services
  const run = await begin(operator, { serverIds: [ids[0]], command: 'until [ -e ~/read ]; do sleep 0.02; done' })
  const { headsOf } = commands
  vi.spyOn(commands, 'headsOf').mockImplementationOnce(async (asked) => {
    await end((await begin(operator, { serverIds: [ids[0]], command: 'touch ~/read' })).id)
    await end(run.id)
    return headsOf(asked)
  })
  const document = 'query ($id: ID!) { commandRun(id: $id) { state headSeq } }'
  const found = only<{ state: string; headSeq: number }>(await operator(document, { id: run.id }))
  expect(found).toEqual({ state: 'SUCCEEDED', headSeq: (await lookAt(operator, run.id)).headSeq })
})

test('a flood of a million lines keeps its beginning and its end, and says what is left out', async () => {
  const run = await begin(operator, { serverIds: [ids[0]], command: 'seq 1 1000000' })
  expect((await end(run.id)).state).toBe('SUCCEEDED')
  const text = (await printed(operator, run.id)).get(ids[0] ?? '') ?? ''
  expect(text.length).toBeLessThan(2.6 * 1024 * 1024)
  expect(text.startsWith('1\n2\n3\n')).toBe(true)
  expect(text.endsWith('999999\n1000000\n')).toBe(true)
  const left = Number(/── (\d+) lines \(/.exec(text)?.[1])
  const shown = text.split('\n').filter((line) => /^\d+$/.test(line)).length
  expect(left + shown).toBeGreaterThanOrEqual(999_998)
  expect(left + shown).toBeLessThanOrEqual(1_000_002)
}, 60_000)

test('whatever a parameter holds arrives byte for byte and breaks nothing out', async () => {
  const parameters = [{ name: 'WHAT', label: 'What', kind: 'TEXT' }]
  const template = only<{ id: string }>(
    await operator('mutation ($i: CommandTemplateInput!) { addCommandTemplate(input: $i) { id } }', {
      i: { name: 'hex', command: 'printf %s "$WHAT" | od -An -tx1 -v | tr -d " \\n"', parameters },
    }),
  )
  const nasty = [
    `'; touch /tmp/sendoff-was-here; '`,
    '$(id)',
    '`id`',
    '"\\',
    '\n\n',
    '-n',
    '*',
    '\r\n\t',
    '😀',
    '\u001b[2J',
    '# x',
    '%s%n',
  ]
  const texts = fc.sample(
    fc.string({ unit: 'binary', maxLength: 200 }).filter((t) => t !== '' && !/[\0\p{Surrogate}]/u.test(t)),
    {
      ...{ numRuns: COUNT - nasty.length, seed: 7 },
    },
  )
  const runs = await Promise.all(
    [...nasty, ...texts].map(async (what, n) => {
      const serverIds = [ids[n % COUNT]]
      return {
        what,
        serverIds,
        run: await begin(operator, { serverIds, templateId: template.id, parameters: { WHAT: what } }),
      }
    }),
  )
  for (const { what, serverIds, run } of runs) {
    expect((await end(run.id)).state).toBe('SUCCEEDED')
    expect((await printed(operator, run.id)).get(serverIds[0] ?? '')).toBe(Buffer.from(what).toString('hex'))
    expect(run.parameters).toEqual([{ name: 'WHAT', value: what }])
  }
}, 60_000)

test('a secret is masked, kept nowhere, and gone when the run is over', async () => {
  const parameters = [{ name: 'TOKEN', label: 'Token', kind: 'SECRET', required: true }]
  const template = only<{ id: string }>(
    await operator('mutation ($i: CommandTemplateInput!) { addCommandTemplate(input: $i) { id } }', {
      i: { name: 'secret', command: 'echo "<$TOKEN>"; test $(printf %s "$TOKEN" | wc -c) = 9', parameters },
    }),
  )
  const wish = { serverIds: [ids[0]], templateId: template.id }
  const { errors } = await askToRun(operator, wish)
  expect(errors[0]?.extensions.fields).toMatchObject([{ path: 'input.parameters.TOKEN' }])
  const run = await begin(operator, { ...wish, parameters: { TOKEN: 'hush hush' } })
  expect(run.parameters).toEqual([{ name: 'TOKEN', value: null }])
  expect((await end(run.id)).state).toBe('SUCCEEDED')
  expect((await printed(operator, run.id)).get(ids[0] ?? '')).toBe('<•••>\n')
  const { rows } = await house.api.database.sql.query<{ found: boolean }>(
    `SELECT bool_or(t::text LIKE '%hush hush%') AS found FROM (SELECT r::text FROM "CommandRun" r UNION ALL SELECT e::text FROM "StreamEvent" e) t`,
    [],
  )
  expect(rows[0]?.found).toBe(false)
  expect(await house.api.database.prisma.commandRun.count({ where: { sealed: { not: null } } })).toBe(0)
})

test('two workers take many runs, and each is run once on each server', async () => {
  const second = await house.startWorker()
  const runs = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      begin(operator, { serverIds: [ids[n]], command: `echo "once $$"`, clientId: `n${n % 10}` }),
    ),
  )
  const distinct = new Set(runs.map(({ id }) => id))
  expect(distinct.size).toBe(10)
  for (const id of distinct) {
    expect((await end(id)).state).toBe('SUCCEEDED')
    expect([...(await printed(operator, id)).values()].join('').match(/once/g)).toHaveLength(1)
  }
  await second.stop(1000)
})

test('everybody sees that it ran; the command and its output is for those who may work there', async () => {
  const run = await begin(operator, { serverIds: ids.slice(0, 2), command: 'echo "not for all"' })
  await end(run.id)
  for (const role of ['VIEWER', 'DEVELOPER'] as const) {
    const ask = await house.api.askAsRole(role)
    expect(await lookAt(ask, run.id)).toMatchObject({
      state: 'SUCCEEDED',
      command: null,
      mayRead: false,
      mayCancel: false,
      parameters: null,
    })
    const output = await ask('query ($id: ID!) { commandOutput(runId: $id, after: 0) { headSeq } }', { id: run.id })
    expect(refusal(output).code).toBe('FORBIDDEN')
    expect(refusal(await askToRun(ask, { serverIds: ids.slice(0, 1), command: 'true' })).code).toBe('FORBIDDEN')
  }
  const other = await house.api.askAsRole('OPERATOR')
  expect(await lookAt(other, run.id)).toMatchObject({ command: 'echo "not for all"', mayRead: true })
})

test('a right that is taken back ends what it began, and whoever followed the output', async () => {
  const make = async (document: string, i: object) =>
    only<{ id: string; environments: { id: string }[] }>(await house.admin(document, { i }))
  const environment = { name: 'live', kind: 'PRODUCTION', path: '/srv/shop', serverIds: [ids[5]] }
  const project = await make('mutation ($i: AddProjectInput!) { addProject(input: $i) { id environments { id } } }', {
    ...{ title: 'Shop', repositoryUrl: 'https://git.example/shop.git', environments: [environment] },
  })
  const developer = await house.api.enterAs('DEVELOPER')
  const ask = house.api.askAs(developer)
  const userId = only<{ id: string }>(await ask('{ viewer { id } }')).id
  const wish = { serverIds: [ids[5]], command: 'echo begun; sleep 60' }
  expect(refusal(await askToRun(ask, wish)).code).toBe('FORBIDDEN')
  const grant = await make('mutation ($i: GrantAccessInput!) { grantAccess(input: $i) { id } }', {
    ...{ environmentId: project.environments[0]?.id, userId, hours: 1, reason: 'tonight' },
  })
  await pause(1100)
  const conflict = refusal(await askToRun(ask, wish))
  expect(conflict.code).toBe('CONFLICT')
  const name = house.fleet.servers[5]?.name ?? ''
  expect(conflict.message).toContain(name)
  expect(refusal(await askToRun(ask, { ...wish, confirmation: '2' })).code).toBe('CONFLICT')
  const run = await begin(ask, { ...wish, confirmation: name })
  expect(run.servers[0]?.production).toBe(true)
  await until(async () => (await printed(ask, run.id)).size === 1)
  await house.admin('mutation ($id: ID!) { revokeAccess(id: $id) { id } }', { id: grant.id })
  const over = await end(run.id)
  expect(over).toMatchObject({ state: 'CANCELLED', message: expect.stringMatching(/may no longer/) })
  const asScript = await begin(operator, { serverIds: [ids[5]], command: 'true', confirmProduction: true })
  expect((await end(asScript.id)).state).toBe('SUCCEEDED')
})

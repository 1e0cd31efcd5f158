import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { ApiClient } from '../../apps/api/src/demo/client.ts'
import { openRoom, type Room } from '../support/room.ts'
import { residentBytes } from './chat/process-figures.ts'
import { printTable, seconds } from './measure.ts'
import { readFrames, watchFrames } from './page/frames.ts'

// A build that floods its log, in one process with the embedded database: what it costs everybody else.
const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    /** Questions a second that others ask meanwhile. */
    rate: { type: 'string', default: '20' },
  },
})
const lines = Number(values.lines)
const sentence = 'of a build that has much to say about each of its many files'
const ms = (value: number) => `${value.toFixed(0)} ms`
const room = await openRoom({ servers: 1 })
try {
  await room.settle()
  const environmentId = await addPlace(room)
  const { page, context } = await room.enter()
  const release = async () => {
    const { createRelease } = await room.api.ask<{ createRelease: { id: string } }>(
      'mutation ($i: CreateReleaseInput!) { createRelease(input: $i) { id } }',
      { i: { environmentId, revision: 'v1' } },
    )
    return createRelease.id
  }
  const before = residentBytes(room.process.pid)
  const calm = await askMeanwhile(room.api, pause(5000))
  const begun = performance.now()
  const id = await release()
  await page.goto(`${room.url}/releases/${id}`)
  await watchFrames(page)
  let peak = before
  const ended = untilEnded(room.api, id).finally(() => clearInterval(look))
  const look = setInterval(() => {
    peak = Math.max(peak, residentBytes(room.process.pid))
  }, 100)
  const flooded = await askMeanwhile(room.api, ended)
  const took = performance.now() - begun
  const live = await readFrames(page)
  await watchFrames(page)
  await page.locator('[data-testid=log]').hover()
  for (let n = 0; n < 60; n++) await page.mouse.wheel(0, n % 2 === 0 ? -4000 : -40_000)
  const scrolled = await readFrames(page)
  const [session] = await context.cookies()
  const read = await countLines(`${room.url}/releases/${id}/log?step=build`, `${session?.name}=${session?.value}`)
  console.log(`\n${lines.toLocaleString('en')} lines of a build, read by one person: ${seconds(took)}; ${await ended}`)
  printTable([
    ['', 'p50', 'p99'],
    ['others ask, in calm', ms(calm.p50), ms(calm.p99)],
    ['others ask, meanwhile (bar: p99 ≤ 300 ms)', ms(flooded.p50), ms(flooded.p99)],
  ])
  console.log(`  lines in the log: ${read.toLocaleString('en')}, in order; lost: ${lines - read}`)
  console.log(`  frames of the page, p95: ${ms(live.p95)} meanwhile, ${ms(scrolled.p95)} while it is scrolled`)
  console.log(
    `  memory of the process: ${(before / 2 ** 20).toFixed(0)} MB before, ${(peak / 2 ** 20).toFixed(0)} MB at most`,
  )
  process.exitCode = read === lines && flooded.p99 <= 300 ? 0 : 1
} finally {
  await room.close()
}

async function addPlace({ api, fleet, repository }: Room): Promise<string> {
  const [server] = fleet.servers
  if (!server) throw new Error('there is no server')
  const { addCredential } = await api.ask<{ addCredential: { id: string } }>(
    'mutation ($i: AddCredentialInput!) { addCredential(input: $i) { id } }',
    { i: { name: 'deploy', username: server.username, privateKey: fleet.privateKey } },
  )
  const { name, host, port, hostKeyFingerprint } = server
  const { addServer } = await api.ask<{ addServer: { id: string } }>(
    'mutation ($i: AddServerInput!) { addServer(input: $i) { id } }',
    { i: { name, host, port, hostKeyFingerprint, credentialId: addCredential.id } },
  )
  const buildCommand = `seq -f 'line %.0f ${sentence}' ${lines}`
  const environment = { name: 'production', kind: 'TEST', path: '~/shop', serverIds: [addServer.id], buildCommand }
  const { addProject } = await api.ask<{ addProject: { environments: { id: string }[] } }>(
    'mutation ($i: AddProjectInput!) { addProject(input: $i) { environments { id } } }',
    { i: { title: 'Shop', repositoryUrl: repository.path, environments: [environment] } },
  )
  return addProject.environments[0]?.id ?? ''
}

async function untilEnded(api: ApiClient, id: string): Promise<string> {
  const document =
    'subscription ($id: ID!, $after: Int) { releaseEvents(releaseId: $id, after: $after) { seq releaseStatus } }'
  for await (const { releaseStatus } of api.follow<{ seq: number; releaseStatus: string | null }>(document, { id }))
    if (releaseStatus && /SUCCEEDED|FAILED|CANCELLED/.test(releaseStatus)) return releaseStatus
  throw new Error('The stream ended before the release.')
}

/** Asks what a list page asks, so often a second, until something has ended. */
async function askMeanwhile(api: ApiClient, until: Promise<unknown>): Promise<{ p50: number; p99: number }> {
  const took: number[] = []
  const asked: Promise<unknown>[] = []
  let over = false
  const ended = until.finally(() => {
    over = true
  })
  while (!over) {
    const begun = performance.now()
    const question = api.ask('{ releases(first: 20) { nodes { id number status environment { name } } } }')
    asked.push(question.then(() => took.push(performance.now() - begun)))
    await Promise.race([pause(1000 / Number(values.rate)), ended])
  }
  await Promise.all(asked)
  took.sort((one, other) => one - other)
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}

/** How many of the build's lines the downloaded log has, as far as they follow each other. */
async function countLines(url: string, cookie: string): Promise<number> {
  const response = await fetch(url, { headers: { cookie } })
  if (!response.ok || !response.body) throw new Error(`The log answered ${response.status}.`)
  let count = 0
  for await (const line of createInterface({ input: Readable.fromWeb(response.body as never) }))
    if (line.includes(`line ${count + 1} ${sentence}`)) count++
  return count
}

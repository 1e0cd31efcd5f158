import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleProgram } from '../support/bundle.ts'
import { freePort, type SendoffProcess } from '../support/processes.ts'
import { type Caller, createCaller } from '../support/topology/caller.ts'
import { addPlace, openScene, type Place, register, type Scene, waitFor } from '../support/topology/scene.ts'

/** The one block of a language in the document, as a reader would copy it. */
function blockOf(language: string): string {
  const blocks = [...readFileSync('docs/api.md', 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms)]
  const found = blocks.filter(([, name]) => name === language)
  expect(found.length, `${language} blocks in docs/api.md`).toBe(1)
  return found[0]?.[2] ?? ''
}

let scene: Scene
let node: SendoffProcess
let program: Awaited<ReturnType<typeof bundleProgram>>
let root: Caller
let token: string
let good: Place
let bad: Place
let start: () => Promise<SendoffProcess>
const gate = () => scene.gate('build')

beforeAll(async () => {
  scene = await openScene({ servers: 2 })
  const port = await freePort()
  start = () => scene.start('main', { SENDOFF_DATA: join(scene.directory, 'data') }, port)
  ;[node, program] = await Promise.all([start(), bundleProgram(blockOf('ts'))])
  writeFileSync(join(scene.directory, 'ship.sh'), blockOf('bash'))
  writeFileSync(join(scene.directory, 'release.sh'), blockOf('sh'))
  const parts = await register(scene, node.url)
  root = parts.caller
  token = root.token
  good = await addPlace(scene, node.url, parts, 'good', {
    buildCommand: waitFor(gate(), 'build'),
    checkCommand: 'echo healthy',
  })
  bad = await addPlace(scene, node.url, parts, 'bad', { buildCommand: 'echo about to fail; exit 7' })
})
afterAll(async () => {
  await scene?.close()
  await program?.remove()
})

function run(command: string, args: string[], env: Record<string, string> = {}) {
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, SENDOFF_URL: node.url, SENDOFF_TOKEN: token, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk
      for (const wake of waiting) wake()
    })
  }
  const closed = once(child, 'close').then(([code]) => code as number | null)
  return {
    ended: closed.then((code) => ({ code, printed })),
    stop: () => child.kill(),
    async prints(text: string) {
      while (!printed.includes(text)) {
        const news = new Promise<void>((resolve) => waiting.add(resolve))
        await Promise.race([news, closed.then(() => expect(printed).toContain(text))])
      }
    },
  }
}

const languages = {
  bash: (args: string[], env?: Record<string, string>) => run('bash', [join(scene.directory, 'ship.sh'), ...args], env),
  TypeScript: (args: string[], env?: Record<string, string>) => run(process.execPath, [program.file, ...args], env),
}

it('the script in Python hears all that is said, once and in order, over a server that is killed', async () => {
  await root.ask(node.url, 'mutation ($input: AddUserInput!) { addUser(input: $input) { id } }', {
    input: { username: 'talker', displayName: 'A talker', password: 'long enough', role: 'VIEWER' },
  })
  const { signIn } = await root.ask<{ signIn: { token: string } }>(
    node.url,
    'mutation { signIn(username: "talker", password: "long enough") { token } }',
  )
  const talker = createCaller(signIn.token)
  const listener = run('python3', ['-c', blockOf('python'), 'general'])
  await listener.prints('listening')
  const { room } = await talker.ask<{ room: { id: string } }>(node.url, '{ room(name: "general") { id } }')
  const say = (text: string) =>
    talker.ask(node.url, 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { seq } }', {
      input: { roomId: room.id, text, clientId: text },
    })
  await say('one')
  await listener.prints('one')
  await node.kill()
  node = await start()
  await say('two')
  await say('ping')
  await listener.prints('pong')
  listener.stop()
  const { printed } = await listener.ended
  expect(printed.split('\n').map((line) => line.replace(/^\d+ [^:]*: /, ''))).toEqual([
    'listening',
    'one',
    'two',
    'ping',
    'pong',
    '',
  ])
})

describe.each(Object.entries(languages))('the script in %s', (name, ship) => {
  it('creates a release and follows it to its end, over a server that is killed', async () => {
    rmSync(gate(), { force: true })
    await scene.repository.commit({ 'index.txt': `for ${name}\n` })
    const shipping = ship([good.environmentId, 'main'])
    await shipping.prints('build RUNNING')
    await node.kill()
    node = await start()
    writeFileSync(gate(), '')
    const { code, printed } = await shipping.ended
    expect(printed).toMatch(/^\d+ (RUNNING )?end SUCCEEDED$/m)
    // Lines of output stand between those of events, and may begin with a number as well.
    const seqs = [...printed.matchAll(/^(\d+) (?=(?:\S+ )?[\w:-]+ [A-Z]+$)/gm)].map(([, seq]) => Number(seq))
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
    if (name === 'TypeScript') expect(printed).toContain('healthy')
    expect(code, printed).toBe(0)
  })

  it('ends with 1 and says why when the release fails, the revision does not exist or the token is wrong', async () => {
    const [failed, missing, stranger] = await Promise.all([
      ship([bad.environmentId, 'main']).ended,
      ship([good.environmentId, 'no-such-branch']).ended,
      ship([good.environmentId, 'main'], { SENDOFF_TOKEN: 'wrong' }).ended,
    ])
    expect(failed.code, failed.printed).toBe(1)
    expect(failed.printed).toContain('build FAILED')
    if (name === 'TypeScript') expect(failed.printed).toContain('about to fail')
    expect(missing.code, missing.printed).toBe(1)
    expect(missing.printed).toContain('no-such-branch')
    expect(stranger.code, stranger.printed).toBe(1)
    expect(stranger.printed).toMatch(/sign in/i)
  })
})

describe('the script in sh', () => {
  const release = (args: string[], env?: Record<string, string>) =>
    run('sh', [join(scene.directory, 'release.sh'), ...args], env)

  it('asks until the release has succeeded, over a server that is killed', async () => {
    rmSync(gate(), { force: true })
    await scene.repository.commit({ 'index.txt': 'for sh\n' })
    const shipping = release([good.environmentId, 'main'])
    await shipping.prints('RUNNING')
    await node.kill()
    node = await start()
    writeFileSync(gate(), '')
    const { code, printed } = await shipping.ended
    expect(code, printed).toBe(0)
    expect(printed).toMatch(/^http:\S+\/releases\/[\w-]+$/m)
    expect(printed).toMatch(/^SUCCEEDED$/m)
  })

  it('prints the steps that failed, or what was wrong, and ends with 1', async () => {
    const [failed, missing, quoted, stranger] = await Promise.all([
      release([bad.environmentId, 'main']).ended,
      release([good.environmentId, 'no-such-branch']).ended,
      release([good.environmentId, 'a"b\\c']).ended,
      release([good.environmentId, 'main'], { SENDOFF_TOKEN: 'wrong' }).ended,
    ])
    for (const each of [failed, missing, quoted, stranger]) expect(each.code, each.printed).toBe(1)
    expect(failed.printed).toMatch(/^FAILED$/m)
    expect(failed.printed).toMatch(/^build failed: ".*exit code 7.*"$/m)
    expect(missing.printed).toContain('no-such-branch')
    expect(quoted.printed).toContain('BAD_USER_INPUT')
    expect(stranger.printed).toMatch(/sign in/i)
  })
})

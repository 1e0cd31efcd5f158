import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesOf } from '../../support/files.ts'
import { openProduct, type Product } from '../../support/product.ts'
import { type SshdServer, startSshd } from '../../support/sshd-server.ts'

let product: Product
let root: string
let files: ReturnType<typeof filesOf>

beforeAll(async () => {
  product = await openProduct({ servers: 2 })
  root = product.fleet.servers[0]?.root ?? ''
  files = filesOf(product)
})
afterAll(() => product?.close())

interface Listed {
  serverFiles: {
    path: string
    more: boolean
    breadcrumbs: { name: string; path: string }[]
    files: Record<string, unknown>[]
  }
}
const list = (path?: string) =>
  files.ask<Listed>(
    `query ($s: ID!, $p: String) { serverFiles(serverId: $s, path: $p) { path more breadcrumbs { name path }
      files { name path kind size modifiedAt mode octal owner group target targetKind } } }`,
    { p: path },
  )
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: Error) => error.message,
  )
const activity = async () =>
  (
    await product.api.ask<{ activity: { events: { kind: string; message: string }[] } }>(
      '{ activity(after: 0, limit: 500) { events { kind message } } }',
    )
  ).activity.events.filter(({ kind }) => kind.startsWith('file.'))

test('a folder tells what is in it: kinds, permissions, links, hostile names', async () => {
  const folder = join(root, 'look')
  await mkdir(join(folder, 'sub'), { recursive: true })
  await writeFile(join(folder, 'a10'), 'ten')
  await writeFile(join(folder, 'a2'), 'tw')
  await chmod(join(folder, 'a2'), 0o4751)
  await utimes(join(folder, 'a2'), 1_700_000_000, 1_700_000_000)
  await symlink('sub', join(folder, 'to-sub'))
  await symlink('/nowhere', join(folder, 'broken'))
  await writeFile(join(folder, '<img src=x>\u202egpj.exe'), '')
  await writeFile(join(folder, 'line\nbreak'), '')
  await writeFile(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.of(0xe9)]), '')
  const { serverFiles } = await list('look/./sub/..')
  expect(serverFiles.path).toBe(folder)
  expect(serverFiles.breadcrumbs.at(-1)).toEqual({ name: 'look', path: folder })
  expect(serverFiles.breadcrumbs[0]).toEqual({ name: '/', path: '/' })
  const names = serverFiles.files.map(({ name }) => name)
  expect(names.slice(0, 2).sort()).toEqual(['sub', 'to-sub'])
  expect(names.indexOf('a2')).toBeLessThan(names.indexOf('a10'))
  const by = (name: string) => serverFiles.files.find((file) => file.name === name)
  expect(by('a2')).toMatchObject({
    kind: 'FILE',
    size: 2,
    mode: 'rwsr-x--x',
    octal: '4751',
    modifiedAt: '2023-11-14T22:13:20.000Z',
  })
  expect(by('a2')?.owner).toBe(product.fleet.servers[0]?.username)
  expect(by('to-sub')).toMatchObject({ kind: 'LINK', target: 'sub', targetKind: 'DIRECTORY' })
  expect(by('broken')).toMatchObject({ kind: 'LINK', target: '/nowhere', targetKind: null })
  expect(by('<img src=x>\\u{202e}gpj.exe')?.path).toBe(`${folder}/<img src=x>\u202egpj.exe`)
  expect(by('line\\u{a}break')?.path).toBeNull()
  expect(by('caf\ufffd')?.path).toBeNull()
})

test('missing, denied and hostile places say what is wrong', async () => {
  expect(await codeOf(list('/no/where'))).toMatch(/no such file/)
  expect(await codeOf(list('a\nb'))).toMatch(/control characters/)
  expect(await codeOf(list('a\0b'))).toMatch(/control characters/)
  expect(await codeOf(list('caf\ufffd'))).toMatch(/UTF-8/)
  expect(await codeOf(list('x'.repeat(256)))).toMatch(/255 bytes/)
  expect((await list('../../../../../..')).serverFiles.path).toBe('/')
})

test('folders are made, files renamed, permissions changed; nothing is overwritten', async () => {
  const make = 'mutation ($s: ID!, $p: String!) { makeDirectory(serverId: $s, path: $p) { path kind } }'
  const made = await files.ask<{ makeDirectory: object }>(make, { p: 'made' })
  expect(made.makeDirectory).toEqual({ path: `${root}/made`, kind: 'DIRECTORY' })
  expect(await codeOf(files.ask(make, { p: 'made' }))).toMatch(/already is/)
  expect(await codeOf(files.ask(make, { p: 'made/\u202egpj' }))).toMatch(/invisible/)
  await writeFile(join(root, 'made/one'), '1')
  await writeFile(join(root, 'made/two'), '2')
  const rename = 'mutation ($s: ID!, $f: String!, $t: String!) { renameFile(serverId: $s, from: $f, to: $t) { path } }'
  expect(await codeOf(files.ask(rename, { f: 'made/one', t: 'made/two' }))).toMatch(/already is/)
  expect(await codeOf(files.ask(rename, { f: 'made', t: 'made/in' }))).toMatch(/into itself/)
  await files.ask(rename, { f: 'made/one', t: 'made/three' })
  expect((await readdir(join(root, 'made'))).sort()).toEqual(['three', 'two'])
  const change =
    'mutation ($s: ID!, $p: String!, $m: String!) { changeFileMode(serverId: $s, path: $p, mode: $m) { octal } }'
  expect(await files.ask(change, { p: 'made/two', m: '640' })).toEqual({ changeFileMode: { octal: '0640' } })
  expect((await stat(join(root, 'made/two'))).mode & 0o7777).toBe(0o640)
  expect(await codeOf(files.ask(change, { p: 'made/two', m: '9' }))).toMatch(/octal/)
  expect((await activity()).slice(-3).map(({ message }) => message)).toEqual([
    `made the folder "${root}/made" on "server-1"`,
    `renamed "${root}/made/one" to "${root}/made/three" on "server-1"`,
    expect.stringMatching(/made\/two" on "server-1" from 0644 to 0640$/),
  ])
})

test('what is removed is counted first, and a link goes without what it leads to', async () => {
  await mkdir(join(root, 'gone/deep'), { recursive: true })
  await mkdir(join(root, 'kept'))
  await writeFile(join(root, 'kept/file'), 'stays')
  await writeFile(join(root, 'gone/deep/file'), '')
  await symlink('../kept', join(root, 'gone/link'))
  const remove = 'mutation ($s: ID!, $p: [String!]!, $n: Int) { removeFiles(serverId: $s, paths: $p, count: $n) }'
  expect(await codeOf(files.ask(remove, { p: ['gone', 'gone/deep'] }))).toMatch(/removes 4 files/)
  expect(await codeOf(files.ask(remove, { p: ['gone'], n: 3 }))).toMatch(/removes 4 files/)
  expect(await codeOf(files.ask(remove, { p: ['/'] }))).toMatch(/root/)
  expect(await files.ask(remove, { p: ['gone'], n: 4 })).toEqual({ removeFiles: 4 })
  await expect(lstat(join(root, 'gone'))).rejects.toThrow(/ENOENT/)
  expect(await readFile(join(root, 'kept/file'), 'utf8')).toBe('stays')
  expect((await activity()).at(-1)).toMatchObject({ kind: 'file.removed', message: expect.stringMatching(/4 of 4/) })
})

test('a text is edited where it is what was read; its mode stays, and nothing is left beside it', async () => {
  const place = join(root, 'edit/conf.ini')
  await mkdir(join(root, 'edit'))
  await writeFile(place, 'grün=1\r\n')
  await chmod(place, 0o600)
  await symlink('conf.ini', join(root, 'edit/link'))
  const read = async (p: string) =>
    (
      await files.ask<{ readTextFile: { path: string; text: string; version: string } }>(
        'query ($s: ID!, $p: String!) { readTextFile(serverId: $s, path: $p) { path text version } }',
        { p },
      )
    ).readTextFile
  const save = (p: string, t: string, v: string | null) =>
    files.ask<{ saveTextFile: { version: string } }>(
      'mutation ($s: ID!, $p: String!, $t: String!, $v: String) { saveTextFile(serverId: $s, path: $p, text: $t, version: $v) { version } }',
      { p, t, v },
    )
  const first = await read('edit/link')
  expect(first).toMatchObject({ path: place, text: 'grün=1\r\n' })
  await save('edit/link', 'grün=2\r\n', first.version)
  expect(await readFile(place, 'utf8')).toBe('grün=2\r\n')
  expect((await stat(place)).mode & 0o7777).toBe(0o600)
  expect((await lstat(join(root, 'edit/link'))).isSymbolicLink()).toBe(true)
  expect(await codeOf(save('edit/conf.ini', 'lost', first.version))).toMatch(/not what you read/)
  expect(await codeOf(save('edit/conf.ini', 'lost', null))).toMatch(/not what you read/)
  expect(await readFile(place, 'utf8')).toBe('grün=2\r\n')
  await save('edit/new', '', null)
  expect((await readdir(join(root, 'edit'))).sort()).toEqual(['conf.ini', 'link', 'new'])
  await writeFile(join(root, 'edit/binary'), Buffer.of(1, 0, 2))
  expect(await codeOf(read('edit/binary'))).toMatch(/no text in UTF-8/)
  await writeFile(join(root, 'edit/large'), Buffer.alloc(400_001, 'a'))
  expect(await codeOf(read('edit/large'))).toMatch(/more than 400 kB/)
  expect(await codeOf(save('edit/large', 'a'.repeat(400_001), 'x'))).toMatch(/too much to save as text/)
  // As large as a text may be, and twice that in JSON: it fits into a request.
  await save('edit/lines', '\n'.repeat(400_000), null)
  expect(JSON.stringify(await activity())).not.toContain('grün')
})

test('PRODUCTION asks to be confirmed for whatever changes something', async () => {
  const live = filesOf(product, product.token, 1)
  await product.api.ask('mutation ($i: AddProjectInput!) { addProject(input: $i) { id } }', {
    i: {
      title: 'Shop',
      repositoryUrl: product.repository.path,
      environments: [{ name: 'live', kind: 'PRODUCTION', path: '/srv/shop', serverIds: [live.serverId] }],
    },
  })
  const changes = [
    'makeDirectory(serverId: $s, path: "a" EXTRA) { path }',
    'renameFile(serverId: $s, from: "a", to: "b" EXTRA) { path }',
    'changeFileMode(serverId: $s, path: "b", mode: "700" EXTRA) { path }',
    'removeFiles(serverId: $s, paths: ["b"] EXTRA)',
    'saveTextFile(serverId: $s, path: "c", text: "d" EXTRA) { path }',
  ]
  for (const change of changes) {
    const document = (extra: string) => `mutation ($s: ID!) { ${change.replace('EXTRA', extra)} }`
    expect(await codeOf(live.ask(document('')))).toMatch(/PRODUCTION server. Pass confirmProduction/)
    expect(await codeOf(live.ask(document(', confirmProduction: true')))).toBe('done')
  }
  expect((await live.put({ path: 'up', size: 1 }, Buffer.from('x'))).status).toBe(409)
  expect((await live.put({ path: 'up', size: 1, confirmProduction: true }, Buffer.from('x'))).status).toBe(201)
})

test('a name that is no UTF-8 is never taken for another one', async () => {
  const folder = join(root, 'names')
  await mkdir(folder)
  await writeFile(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.of(0xe9)]), 'one')
  await writeFile(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.of(0xe8)]), 'two')
  const asked = [
    'readTextFile(serverId: $s, path: "names/caf�") { path }',
    'saveTextFile(serverId: $s, path: "names/caf�", text: "") { path }',
    'makeDirectory(serverId: $s, path: "names/caf�") { path }',
    'renameFile(serverId: $s, from: "names/caf�", to: "names/cafe") { path }',
    'renameFile(serverId: $s, from: "names", to: "caf�") { path }',
    'changeFileMode(serverId: $s, path: "names/caf�", mode: "600") { path }',
    'removeFiles(serverId: $s, paths: ["names/caf�"])',
  ]
  for (const each of asked) {
    const kind = each.startsWith('read') ? 'query' : 'mutation'
    expect(await codeOf(files.ask(`${kind} ($s: ID!) { ${each} }`)), each).toMatch(/no UTF-8/)
  }
  expect((await files.get('names/caf�')).status).toBe(400)
  expect((await files.put({ path: 'names/caf�', size: 1 }, Buffer.from('x'))).status).toBe(400)
  const whole = 'mutation ($s: ID!) { removeFiles(serverId: $s, paths: ["names"], count: 3) }'
  expect(await codeOf(files.ask(whole))).toMatch(/name cannot be written here/)
  expect(await readdir(folder)).toHaveLength(2)
})

test('files are reached through a jump server, not past another host key, and a server without SFTP says so', async () => {
  const { fleet, api } = product
  const { servers } = await api.ask<{ servers: { nodes: { credential: { id: string } }[] } }>(
    '{ servers(first: 1) { nodes { credential { id } } } }',
  )
  const client = {
    privateKey: fleet.privateKey,
    publicKey: await readFile(join(fleet.directory, 'client_key.pub'), 'utf8'),
  }
  const bare = await startSshd({ name: 'bare', directory: join(fleet.directory, 'bare'), client, sftp: false })
  const silent = await startSshd({
    ...{ name: 'silent', directory: join(fleet.directory, 'silent'), client },
    configuration: ['ForceCommand echo "Only the boss may come in."'],
  })
  const through = async (name: string, server: SshdServer | undefined, jumpServerId?: string) => {
    const { addServer } = await api.ask<{ addServer: { id: string } }>(
      'mutation ($i: AddServerInput!) { addServer(input: $i) { id } }',
      {
        i: {
          ...{ name, host: server?.host, port: server?.port, hostKeyFingerprint: server?.hostKeyFingerprint },
          ...{ credentialId: servers.nodes[0]?.credential.id, jumpServerId },
        },
      },
    )
    const look = 'query ($id: ID!) { serverFiles(serverId: $id, path: "look") { path } }'
    return () => api.ask<{ serverFiles: { path: string } }>(look, { id: addServer.id })
  }
  try {
    const behind = await through('behind', fleet.servers[0], product.serverIds[1])
    expect((await behind()).serverFiles.path).toBe(join(root, 'look'))
    expect(await codeOf((await through('bare', bare))())).toMatch(/offers no SFTP .*Subsystem sftp internal-sftp/)
    expect(await codeOf((await through('silent', silent))())).toMatch(/offers no SFTP/)
    await fleet.replaceHostKey(1)
    expect(await codeOf(behind())).toMatch(/host key/)
    const live = filesOf(product, product.token, 1)
    const answer = await live.get('look')
    expect([answer.status, await answer.json()]).toMatchObject([502, { code: 'HOST_KEY_CHANGED' }])
  } finally {
    await Promise.all([bare.close(), silent.close()])
  }
})

import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkBefore, filesOf } from '../../support/files.ts'
import { openProduct, type Product } from '../../support/product.ts'

let product: Product
let root: string
let files: ReturnType<typeof filesOf>
const content = randomBytes(3_000_001)

beforeAll(async () => {
  product = await openProduct({ servers: 1 })
  root = product.fleet.servers[0]?.root ?? ''
  files = filesOf(product)
})
afterAll(() => product?.close())

const bodyOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer())

/** What the activity tells of downloads of a file that broke, in order. */
async function brokenOf(name: string) {
  const { rows } = await product.composition.database.sql.query<{ payload: BrokenDownload }>(
    `SELECT payload FROM "StreamEvent" WHERE kind = 'file.downloadBroken' AND payload ->> 'subject' LIKE $1 ORDER BY seq`,
    [`%${name}`],
  )
  return rows.map(({ payload }) => payload)
}
interface BrokenDownload {
  reason: string
  after: { sent: number; of: number }
}

/** Reads some of an answer and then lets it go on. */
async function begun(answer: Response) {
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  const first = await reader.read()
  return { reader, first: Buffer.from(first.value ?? []) }
}

test('a download names the file, can do nothing in a browser, and goes on from any byte', async () => {
  const name = 'gr\u00fcn "x";<b>.html'
  await writeFile(join(root, name), content)
  const answer = await files.get(name)
  expect(answer.status).toBe(200)
  expect((await bodyOf(answer)).equals(content)).toBe(true)
  const { headers } = answer
  expect(headers.get('content-disposition')).toBe(
    `attachment; filename="gr_n _x___b_.html"; filename*=UTF-8''gr%C3%BCn%20%22x%22%3B%3Cb%3E.html`,
  )
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-type')).toBe('application/octet-stream')
  const etag = headers.get('etag') ?? ''
  for (const cut of [1, 32_768, 1_234_567, content.length - 1]) {
    const rest = await files.get(name, { range: `bytes=${cut}-`, 'if-range': etag })
    expect(rest.status).toBe(206)
    expect(rest.headers.get('content-range')).toBe(`bytes ${cut}-${content.length - 1}/${content.length}`)
    expect((await bodyOf(rest)).equals(content.subarray(cut))).toBe(true)
  }
  expect((await files.get(name, { range: `bytes=${content.length}-` })).status).toBe(416)
  const other = await files.get(name, { range: 'bytes=5-', 'if-range': '"another"' })
  expect([other.status, (await bodyOf(other)).length]).toEqual([200, content.length])
  const head = await files.get(name, {}, 'HEAD')
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(content.length)])
})

test('what is no file, is not there or nobody may have is refused', async () => {
  await mkdir(join(root, 'folder'), { recursive: true })
  expect((await files.get('folder')).status).toBe(409)
  expect((await files.get('/dev/zero')).status).toBe(409)
  expect((await files.get('missing')).status).toBe(404)
  expect((await files.get('a\nb')).status).toBe(400)
  expect((await files.get('')).status).toBe(400)
  expect((await fetch(`${files.address}?path=x`)).status).toBe(401)
  expect((await files.get('x', { authorization: 'Bearer nothing' })).status).toBe(401)
})

test('an upload comes to its place when it is whole, and not before', async () => {
  const size = content.length
  const cut = 1_500_000
  const first = await files.put({ path: 'up/../up.bin', size }, content.subarray(0, cut))
  expect([first.status, await first.json()]).toEqual([200, { path: `${root}/up.bin`, offset: cut, size, whole: false }])
  await expect(stat(join(root, 'up.bin'))).rejects.toThrow(/ENOENT/)
  const piece = { path: 'up.bin', size, offset: cut, check: checkBefore(content, cut) }
  const wrong = await files.put({ ...piece, check: '00000000' }, content.subarray(cut))
  expect([wrong.status, await wrong.json()]).toMatchObject([409, { conflictsWith: { offset: 0 } }])
  const ahead = await files.put({ ...piece, offset: cut + 1 }, content.subarray(cut + 1))
  expect([ahead.status, await ahead.json()]).toMatchObject([409, { conflictsWith: { offset: cut } }])
  expect((await files.put(piece, content.subarray(cut))).status).toBe(201)
  expect((await readFile(join(root, 'up.bin'))).equals(content)).toBe(true)
  expect((await readdir(root)).filter((name) => name.includes('part'))).toEqual([])
  const again = await files.put({ path: 'up.bin', size: 1 }, Buffer.from('x'))
  expect([again.status, await again.json()]).toMatchObject([409, { conflictsWith: { exists: true } }])
  expect((await files.put({ path: 'up.bin', size: 1, overwrite: true }, Buffer.from('x'))).status).toBe(201)
  expect(await readFile(join(root, 'up.bin'), 'utf8')).toBe('x')
})

test('too much, hostile places and numbers are refused; an empty file is a file', async () => {
  await symlink('up.bin', join(root, 'a-link'))
  const put = async (piece: object, body = 'x') =>
    (await files.put({ path: 'p', size: 1, ...piece } as never, Buffer.from(body))).status
  expect(await put({ size: 1 }, 'xx')).toBe(400)
  expect(await put({ size: -1 })).toBe(400)
  expect(await put({ size: 'many' })).toBe(400)
  expect(await put({ offset: 2 })).toBe(400)
  expect(await put({ offset: '1e3' })).toBe(400)
  expect(await put({ id: '../x' })).toBe(400)
  expect(await put({ path: 'a\u202eb' })).toBe(400)
  expect(await put({ path: '/' })).toBe(400)
  expect(await put({ path: 'folder', overwrite: true })).toBe(409)
  expect(await put({ path: 'a-link', overwrite: true })).toBe(409)
  expect(await put({ path: 'nowhere/x' })).toBe(404)
  expect(await put({ path: 'empty', size: 0 }, '')).toBe(201)
  expect((await stat(join(root, 'empty'))).size).toBe(0)
  const dropped = await fetch(`${files.address}?path=p&id=one&size=1`, { method: 'DELETE', headers: files.headers })
  expect(dropped.status).toBe(200)
  expect((await readdir(root)).filter((name) => name.includes('part'))).toEqual([])
})

test('a server whose connection is killed in the middle: both ways go on, byte for byte', async () => {
  const large = randomBytes(24_000_000)
  await writeFile(join(root, 'down.bin'), large)
  const { reader, first } = await begun(await files.get('down.bin'))
  const got = [first]
  await product.fleet.servers[0]?.cutConnections()
  await expect(
    (async () => {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        got.push(Buffer.from(value))
      }
    })(),
  ).rejects.toThrow()
  const had = Buffer.concat(got)
  expect(had.length).toBeLessThan(large.length)
  const rest = await files.get('down.bin', { range: `bytes=${had.length}-` })
  expect(Buffer.concat([had, await bodyOf(rest)]).equals(large)).toBe(true)
  const [lost] = await brokenOf('down.bin')
  expect(lost).toMatchObject({ reason: expect.stringMatching(/connection/i), after: { of: large.length } })
  // All that arrived was sent; what was under way when the line was cut was lost.
  expect(lost?.after.sent).toBeGreaterThanOrEqual(had.length)
  expect(lost?.after.sent).toBeLessThan(large.length)

  const size = large.length
  const cut = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(large.subarray(0, 9_000_000))
      const there = async () => (await files.state({ path: 'large.bin', size })).offset
      await expect.poll(there).toBeGreaterThan(2_000_000)
      await product.fleet.servers[0]?.cutConnections()
      controller.enqueue(large.subarray(9_000_000, 10_000_000))
      controller.close()
    },
  })
  const broken = await files.put({ path: 'large.bin', size }, cut)
  expect(broken.status).toBe(502)
  const { offset } = await files.state({ path: 'large.bin', size })
  expect(offset).toBeGreaterThan(1_000_000)
  const check = checkBefore(large, offset)
  expect((await files.put({ path: 'large.bin', size, offset, check }, large.subarray(offset))).status).toBe(201)
  expect((await readFile(join(root, 'large.bin'))).equals(large)).toBe(true)
})

test('who may not any more is cut off within a moment', async () => {
  const file = await open(join(root, 'sparse.bin'), 'w')
  await file.truncate(2_000_000_000)
  await file.close()
  await product.api.ask(
    'mutation { addUser(input: { username: "eve", displayName: "Eve", password: "long enough", role: OPERATOR }) { id } }',
  )
  const eve = await product.composition.services.accounts.signIn({ username: 'eve', password: 'long enough' }, 'test')
  const hers = filesOf(product, eve.token)
  const { reader } = await begun(await hers.get('sparse.bin'))
  const { users } = await product.api.ask<{ users: { id: string; username: string }[] }>('{ users { id username } }')
  const id = users.find(({ username }) => username === 'eve')?.id
  await product.api.ask('mutation ($id: ID!) { updateUser(id: $id, input: { role: VIEWER }) { id } }', { id })
  await expect(
    (async () => {
      while (!(await reader.read()).done);
    })(),
  ).rejects.toThrow()
  expect(await brokenOf('sparse.bin')).toMatchObject([{ reason: 'You may not work on the server any more.' }])
  const { reader: left } = await begun(await files.get('sparse.bin'))
  await left.cancel()
  await expect.poll(async () => (await brokenOf('sparse.bin'))[1]?.reason).toBe('Who took it went away.')
  expect((await hers.get('sparse.bin')).status).toBe(403)
  expect((await hers.put({ path: 'no', size: 1 }, Buffer.from('x'))).status).toBe(403)
})

test('half a gigabyte goes both ways in constant memory', async () => {
  const SIZE = 500_000_000
  const place = join(root, 'half.bin')
  const file = await open(place, 'w')
  await file.truncate(SIZE)
  await file.write(Buffer.from('end'), 0, 3, SIZE - 3)
  await file.close()
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let most = before
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 20)
  let bytes = 0
  for await (const piece of (await files.get('half.bin')).body as unknown as AsyncIterable<Uint8Array>) {
    bytes += piece.length
  }
  expect(bytes).toBe(SIZE)
  const down = most - before
  // From another process, so that only what takes it is measured.
  const target = `${files.address}?path=half-2.bin&id=half&size=${SIZE}`
  const options = [
    '-sS',
    '-o',
    '/dev/null',
    '-w',
    '%{http_code}',
    '-H',
    `authorization: ${files.headers.authorization}`,
  ]
  const sent = await promisify(execFile)('curl', [...options, '-T', place, target])
  clearInterval(look)
  expect(sent.stdout).toBe('201')
  expect((await stat(join(root, 'half-2.bin'))).size).toBe(SIZE)
  console.log(`RSS growth: ${Math.round(down / 1e6)} MB down, ${Math.round((most - before) / 1e6)} MB both ways`)
  expect(most - before).toBeLessThan(70_000_000)
})

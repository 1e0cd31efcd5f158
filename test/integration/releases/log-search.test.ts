import { afterAll, beforeAll, expect, it } from 'vitest'
import { openProduct, type Product } from '../../support/shipped-shop.ts'

let product: Product
let id: string

beforeAll(async () => {
  const buildCommand = [
    'awk \'BEGIN { for (i = 1; i <= 60000; i++) print "compiled module " i (i % 20000 == 0 ? " NEEDLE" : "") }\'',
    // One line in pieces that are stored apart.
    "printf 'half a nee'; sleep 1; printf 'dle at the end\\n'",
    "printf '世界 100%% \\\\d+ done\\n'",
  ].join('; ')
  product = await openProduct(
    async (repository) => void (await repository.tag('v1', await repository.commit({ a: 'a\n' }))),
    {
      environment: { buildCommand, restartCommand: 'echo no needle here', checkCommand: 'true' },
    },
  )
  const made = await product.ship('v1')
  expect(made.status).toBe('SUCCEEDED')
  id = made.id
})
afterAll(() => product?.close())

const search = async (text: string, releaseId = id) =>
  (
    await product.api.ask<{ searchLog: { stepKey: string; lines: number; firstLine: number; firstText: string }[] }>(
      'query ($id: ID!, $text: String!) { searchLog(releaseId: $id, text: $text) { stepKey lines firstLine firstText } }',
      { id: releaseId, text },
    )
  ).searchLog

it('finds lines in every step, counts them, and numbers them as the log of the step does', async () => {
  const [build, ...servers] = await search('needle')
  expect(build).toEqual({
    stepKey: 'build',
    lines: 4,
    firstLine: 20_000,
    firstText: 'compiled module 20000 NEEDLE',
  })
  expect(servers.map(({ stepKey, lines, firstLine }) => [stepKey, lines, firstLine]).sort()).toEqual(
    product.serverIds.map((server) => [`restart:${server}`, 1, 1]).sort(),
  )
  expect(await search('half a needle at the end')).toEqual([
    { stepKey: 'build', lines: 1, firstLine: 60_001, firstText: 'half a needle at the end' },
  ])
  expect((await search('compiled'))[0]).toMatchObject({ lines: 60_000, firstLine: 1 })
})

it('takes every sign for itself', async () => {
  expect((await search('世界 100%'))[0]).toMatchObject({ lines: 1, firstLine: 60_002 })
  expect((await search('\\d+'))[0]).toMatchObject({ lines: 1, firstLine: 60_002 })
  for (const text of ['%%', '.*', "'; --", '\\\\']) expect(await search(text)).toEqual([])
})

it('refuses what no line can contain, and what nobody may see', async () => {
  for (const text of ['', 'x', 'two\nlines', 'nul\0', 'x'.repeat(201)])
    await expect(search(text)).rejects.toThrow(/text/)
  await expect(search('needle', crypto.randomUUID())).rejects.toThrow(/does not exist/)
})

it('gives the whole log compressed to who takes gzip', async () => {
  const get = (encoding: string) =>
    fetch(`${product.url}/releases/${id}/log?step=build`, {
      headers: { authorization: `Bearer ${product.token}`, 'accept-encoding': encoding },
    })
  const plain = await get('identity')
  expect(plain.headers.get('content-encoding')).toBeNull()
  const text = await plain.text()
  expect(text.split('\n')).toHaveLength(60_003)
  const gzipped = await get('gzip')
  expect(gzipped.headers.get('content-encoding')).toBe('gzip')
  // fetch undoes it.
  expect(await gzipped.text()).toBe(text)
})

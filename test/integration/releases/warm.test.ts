import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isRunning, untilGone } from '../../support/process-ends.ts'
import { openProduct, type Product } from '../../support/shipped-shop.ts'

let product: Product
let closed = false
const close = async () => {
  if (!closed) await product?.close()
  closed = true
}
beforeAll(async () => {
  product = await openProduct(
    async (repository) => {
      await repository.tag('v1', await repository.commit({ 'index.txt': 'one\n' }))
      await repository.tag('v2', await repository.commit({ 'index.txt': 'two\n' }))
    },
    { environment: { restartCommand: 'echo $PPID >>~/carriers' } },
  )
})
afterAll(close)

const root = (server: number) => product.fleet.servers[server]?.root ?? ''
/** The process of sshd that carried the latest release to a server. */
const carrier = (server = 0) =>
  Number(
    readFileSync(join(root(server), 'carriers'), 'utf8')
      .trim()
      .split('\n')
      .at(-1),
  )

async function ship(revision: string) {
  expect((await product.ship(revision)).status).toBe('SUCCEEDED')
  return carrier()
}
async function rollBack() {
  const { rollBack } = await product.api.ask<{ rollBack: { id: string } }>(
    'mutation ($e: ID!) { rollBack(environmentId: $e) { id } }',
    { e: product.environmentId },
  )
  expect(await product.ended(rollBack.id)).toBe('SUCCEEDED')
  return carrier()
}
const ask = <T>(document: string, variables: object) => product.api.ask<T>(document, { ...variables })
async function changeCredential(input: object) {
  const { credentials } = await ask<{ credentials: { id: string }[] }>('{ credentials { id } }', {})
  await ask('mutation ($id: ID!, $i: UpdateCredentialInput!) { updateCredential(id: $id, input: $i) { id } }', {
    ...{ id: credentials[0]?.id, i: input },
  })
}

it('a rollback goes over the connections of the release before it; looking at a server signs in anew', async () => {
  await ship('v1')
  const kept = await ship('v2')
  expect(await rollBack()).toBe(kept)

  const keys = join(root(0), '..', 'authorized_keys')
  const allowed = readFileSync(keys)
  writeFileSync(keys, '')
  const { checkServer } = await ask<{ checkServer: object }>(
    'mutation ($id: ID!) { checkServer(id: $id) { ok code } }',
    { id: product.serverIds[0] },
  )
  expect(checkServer).toMatchObject({ ok: false, code: 'SIGN_IN_REFUSED' })
  const { checkDrift } = await ask<{ checkDrift: object[] }>(
    'mutation ($e: ID!) { checkDrift(environmentId: $e) { state } }',
    { e: product.environmentId },
  )
  expect(checkDrift).toMatchObject([{ state: 'UNREACHABLE' }, { state: 'SAME' }])
  writeFileSync(keys, allowed)
  expect(isRunning(kept)).toBe(true)
})

it('another secret, or another server, closes at once what was made before', async () => {
  const [one, two] = [await ship('v2'), carrier(1)]
  await ask('mutation ($id: ID!, $i: UpdateServerInput!) { updateServer(id: $id, input: $i) { id } }', {
    ...{ id: product.serverIds[0], i: { name: 'renamed' } },
  })
  await untilGone(one)
  expect(isRunning(two)).toBe(true)
  await changeCredential({ password: 'open sesame' })
  await untilGone(two)
})

it('nothing stays open when the process has stopped', async () => {
  await changeCredential({ privateKey: product.fleet.privateKey })
  const kept = await ship('v1')
  expect(isRunning(kept)).toBe(true)
  await close()
  await untilGone(kept)
})

import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openProduct, type Product } from '../../support/shipped-shop.ts'

let product: Product

beforeAll(async () => {
  const files = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`part-${n}.bin`, randomBytes(60_000)]))
  product = await openProduct(
    async (repository) => {
      await repository.commit({ ...files, 'version.txt': 'one' })
    },
    { servers: 1 },
  )
}, 60_000)
afterAll(() => product?.close())

const SENDING = '{ way why bytesPerSecond wholeSeconds missingSeconds }'

async function shipped() {
  const { id, status } = await product.ship('main')
  expect(status).toBe('SUCCEEDED')
  const { release, releaseEvents } = await product.api.ask<{
    release: { targets: { sending: unknown }[] }
    releaseEvents: { events: { sending: unknown }[] }
  }>(
    `query ($id: ID!) { release(id: $id) { targets { sending ${SENDING} } }
      releaseEvents(releaseId: $id, after: 0) { events { sending ${SENDING} } } }`,
    { id },
  )
  const told = releaseEvents.events.map(({ sending }) => sending).filter((sending) => sending !== null)
  expect(told.at(-1)).toEqual(release.targets[0]?.sending)
  return told.at(-1)
}

const paceOf = (serverId: string) => product.services.database.prisma.serverPace.findUnique({ where: { serverId } })

it('remembers of each server what uploads told, says by it why it sends what, and forgets it when the server moves', async () => {
  const [serverId = ''] = product.serverIds
  expect(await shipped()).toMatchObject({ way: 'WHOLE', why: 'NOTHING_THERE', bytesPerSecond: null })
  expect((await paceOf(serverId))?.bytesPerSecond).toBeGreaterThan(0)

  // As slow as a modem: what is missing pays on the slowest machine that runs this.
  await product.services.database.prisma.serverPace.update({ where: { serverId }, data: { bytesPerSecond: 5000 } })
  await product.repository.commit({ 'version.txt': 'two' })
  const sending = await shipped()
  expect(sending).toMatchObject({ way: 'MISSING', why: 'SOONER', bytesPerSecond: 5000 })
  expect((await paceOf(serverId))?.slowness).toBeGreaterThan(0)

  const change = (input: object) =>
    product.api.ask('mutation ($id: ID!, $i: UpdateServerInput!) { updateServer(id: $id, input: $i) { id } }', {
      id: serverId,
      i: input,
    })
  await change({ labels: ['web'] })
  expect(await paceOf(serverId)).not.toBeNull()
  await change({ host: 'elsewhere.example.org' })
  expect(await paceOf(serverId)).toBeNull()
})

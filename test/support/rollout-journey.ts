import { readlink, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openRoom } from './room.ts'
import { openShop } from './shop.ts'

/** Two people and a shop on three servers, whose commands wait, or fail, where a file says so. */
export async function openRollout() {
  const room = await openRoom({ servers: 3, names: ['web-1', 'web-2', 'web-3'] })
  await room.settle()
  const shop = await openShop(room)
  const [ada, bob] = await Promise.all([room.enter(), room.invite('bob')])
  const file = (name: string, index: number) => join(room.fleet.servers[index]?.root ?? '', name)
  const change = (input: object) =>
    room.api.ask('mutation ($id: ID!, $i: EnvironmentInput!) { updateEnvironment(id: $id, input: $i) { id } }', {
      id: shop.environmentId,
      i: input,
    })
  await change({
    afterUploadCommand: 'if [ -e ~/full ]; then echo "no space left" >&2; exit 3; fi',
    restartCommand:
      'while [ -e ~/gate ]; do sleep 0.05; done; test ! -e ~/taken || { echo "port 80 is taken" >&2; exit 7; }',
  })
  return {
    ...{ room, shop, ada, bob, change },
    /** The restart waits (`gate`) or fails (`taken`) there, or the command after the upload fails (`full`). */
    put: (name: 'gate' | 'taken' | 'full', index: number) => writeFile(file(name, index), ''),
    take: (name: 'gate' | 'taken' | 'full', index: number) => rm(file(name, index)),
    liveOn: async (index: number) =>
      (await readlink(file('shop/current', index)).catch(() => '')).split('/').at(-1) ?? '',
    step: (page: Page, kind: string, index: number, status: string) =>
      page.locator(`[data-step="${kind}:${shop.serverIds[index]}"][data-status=${status}]`).waitFor(),
    card: (id: string) => bob.page.locator(`[data-release="${id}"]`),
    async open(revision: string, input: object) {
      await change(input)
      const id = await shop.ship(revision)
      await ada.page.goto(`${room.url}/releases/${id}`)
      return id
    },
  }
}

export type RolloutJourney = Awaited<ReturnType<typeof openRollout>>

export const shows = (page: Page, status: string) =>
  page.locator(`h1 ~ [data-testid=release-status][data-status=${status}]`).waitFor()

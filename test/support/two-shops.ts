import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Room } from './room.ts'

/** Two projects on the same server, each with an environment; the second one breaks on wish. */
export async function openTwoShops(room: Room) {
  const ask = <T>(document: string, variables: Record<string, unknown>) => room.api.ask<T>(document, variables)
  const server = room.fleet.servers[0]
  const root = server?.root ?? ''
  const { addCredential } = await ask<{ addCredential: { id: string } }>(
    'mutation ($i: AddCredentialInput!) { addCredential(input: $i) { id } }',
    { i: { name: 'deploy', username: server?.username, privateKey: room.fleet.privateKey } },
  )
  const { name, host, port, hostKeyFingerprint } = server ?? {}
  const { addServer } = await ask<{ addServer: { id: string } }>(
    'mutation ($i: AddServerInput!) { addServer(input: $i) { id } }',
    { i: { name, host, port, hostKeyFingerprint, credentialId: addCredential.id } },
  )
  const open = async (title: string, path: string, restartCommand: string) => {
    const environment = {
      ...{ name: 'live', kind: 'TEST', restartCommand, onFailure: 'ROLL_BACK' },
      path: `~/${path}`,
      serverIds: [addServer.id],
    }
    const { addProject } = await ask<{ addProject: { environments: { id: string }[] } }>(
      'mutation ($i: AddProjectInput!) { addProject(input: $i) { environments { id } } }',
      { i: { title, repositoryUrl: room.repository.path, environments: [environment] } },
    )
    return addProject.environments[0]?.id ?? ''
  }
  const shop = await open('Shop', 'shop', 'true')
  const bank = await open('Bank', 'bank', '[ ! -e ~/broken ] || cmp -s ~/broken REVISION')
  return {
    ...{ shop, bank },
    /** The commit that a place serves. */
    live: async (path: string) => (await readFile(join(root, path, 'current', 'REVISION'), 'utf8')).trim(),
    /** The second one works with nothing but what it serves now. */
    break: () => copyFile(join(root, 'bank', 'current', 'REVISION'), join(root, 'broken')),
  }
}

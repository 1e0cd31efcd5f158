import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Room } from './room.ts'

/** A project with an environment on all servers of the room, whose commands obey files. */
export interface Shop {
  readonly projectId: string
  readonly environmentId: string
  readonly serverIds: string[]
  /** Builds wait until `resume`. */
  hold(): Promise<void>
  resume(): Promise<void>
  /** Restarts fail on the server of this index once the others have been checked, or succeed again. */
  break(index: number): Promise<void>
  mend(index: number): Promise<void>
  /** Creates a release past the page and answers its id. */
  ship(revision: string): Promise<string>
  /** Resolves when the release is over, with how it ended. */
  ended(releaseId: string): Promise<string>
}

interface Added {
  addProject: { id: string; environments: { id: string }[] }
}

export async function openShop(room: Room): Promise<Shop> {
  const held = join(room.folder, 'held')
  const files = (name: string) => room.fleet.servers.map(({ root }) => join(root, name))
  const broken = (index: number) => files('broken')[index] ?? ''
  const serverIds = await addServers(room)
  const environment = {
    name: 'production',
    kind: 'PRODUCTION',
    path: '~/shop',
    serverIds,
    buildCommand: `echo "build $$"; while [ -e '${held}' ]; do sleep 0.1; done; echo built`,
    // A failure stops the servers that have not switched yet: which of them have must not depend on who is faster.
    restartCommand: `if [ -e ~/broken ]; then
      for other in $(cat ~/broken); do until [ -e "$other" ]; do sleep 0.05; done; done
      echo "port 80 is taken" >&2; exit 7
    fi; echo restarted`,
    checkCommand: 'test -f index.txt && touch ~/checked',
  }
  const { addProject } = await room.api.ask<Added>(
    'mutation ($i: AddProjectInput!) { addProject(input: $i) { id environments { id } } }',
    { i: { title: 'Shop', repositoryUrl: room.repository.path, environments: [environment] } },
  )
  const environmentId = addProject.environments[0]?.id ?? ''
  return {
    projectId: addProject.id,
    environmentId,
    serverIds,
    hold: () => writeFile(held, ''),
    resume: () => rm(held, { force: true }),
    break: (index) => writeFile(broken(index), files('checked').toSpliced(index, 1).join('\n')),
    mend: (index) => rm(broken(index)),
    async ship(revision) {
      const { createRelease } = await room.api.ask<{ createRelease: { id: string } }>(
        'mutation ($i: CreateReleaseInput!) { createRelease(input: $i) { id } }',
        { i: { environmentId, revision } },
      )
      return createRelease.id
    },
    async ended(releaseId) {
      const document =
        'subscription ($id: ID!, $after: Int) { releaseEvents(releaseId: $id, after: $after) { seq releaseStatus } }'
      const events = room.api.follow<{ seq: number; releaseStatus: string | null }>(document, { id: releaseId })
      for await (const { releaseStatus } of events) {
        if (releaseStatus && /SUCCEEDED|FAILED|CANCELLED/.test(releaseStatus)) return releaseStatus
      }
      throw new Error('The stream of the release ended before the release.')
    },
  }
}

async function addServers(room: Room): Promise<string[]> {
  const { addCredential } = await room.api.ask<{ addCredential: { id: string } }>(
    'mutation ($i: AddCredentialInput!) { addCredential(input: $i) { id } }',
    { i: { name: 'deploy', username: room.fleet.servers[0]?.username, privateKey: room.fleet.privateKey } },
  )
  const ids: string[] = []
  for (const { name, host, port, hostKeyFingerprint } of room.fleet.servers) {
    const input = { name, host, port, hostKeyFingerprint, credentialId: addCredential.id, labels: ['web'] }
    const { addServer } = await room.api.ask<{ addServer: { id: string } }>(
      'mutation ($i: AddServerInput!) { addServer(input: $i) { id } }',
      { i: input },
    )
    ids.push(addServer.id)
  }
  return ids
}

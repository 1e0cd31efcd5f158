import type { Client } from '@urql/vue'
import { toFailure } from '../../../graphql/failure.ts'
import { makeDirectory, serverFiles } from '../operations.ts'
import { folderOf } from '../paths.ts'

/** Makes the folder; null when it is there, else why it is not. */
export type MakeFolder = (path: string) => Promise<string | null>

/** Makes folders of a server below one that there is, each once and its own folder first; one that was there already is as good. */
export function makeFolders(client: Client, serverId: string, base: string, confirmProduction: boolean): MakeFolder {
  const made = new Map<string, Promise<string | null>>()

  async function make(path: string): Promise<string | null> {
    const above = await ready(folderOf(path))
    if (above !== null) return above
    const { error } = await client.mutation(makeDirectory, { serverId, path, confirmProduction }).toPromise()
    if (!error) return null
    const failure = toFailure(error)
    if (failure.code !== 'CONFLICT') return failure.fields.path ?? failure.message
    const there = await client.query(serverFiles, { serverId, path }, { requestPolicy: 'network-only' }).toPromise()
    return there.data ? null : failure.message
  }

  function ready(path: string): Promise<string | null> {
    if (path === base) return Promise.resolve(null)
    const known = made.get(path)
    if (known) return known
    // What failed is tried again when somebody asks again.
    const making = make(path).then((why) => {
      if (why !== null) made.delete(path)
      return why
    })
    made.set(path, making)
    return making
  }
  return ready
}

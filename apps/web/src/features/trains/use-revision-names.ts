import { useClientHandle } from '@urql/vue'
import { reactive } from 'vue'
import { trainRevisions } from './operations.ts'

interface Names {
  defaultBranch: string | null
  names: string[]
}
const nothing: Names = { defaultBranch: null, names: [] }

/** Branches and tags of projects, asked once for each; a repository that cannot be asked offers none. */
export function useRevisionNames() {
  const { client } = useClientHandle()
  const known = reactive(new Map<string, Names>())
  const asked = new Map<string, Promise<Names>>()

  async function ask(projectId: string): Promise<Names> {
    const { data } = await client.mutation(trainRevisions, { projectId }).toPromise()
    if (!data) return nothing
    const { defaultBranch, branches, tags } = data.fetchRevisions
    const found = { defaultBranch, names: [...branches, ...tags].map(({ name }) => name) }
    known.set(projectId, found)
    return found
  }

  return {
    namesOf: (projectId: string | undefined) => (projectId ? (known.get(projectId)?.names ?? []) : []),
    load(projectId: string): Promise<Names> {
      const before = asked.get(projectId)
      if (before) return before
      const answer = ask(projectId)
      asked.set(projectId, answer)
      return answer
    },
  }
}

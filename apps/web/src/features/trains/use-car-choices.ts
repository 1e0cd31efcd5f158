import { useClientHandle } from '@urql/vue'
import { reactive } from 'vue'
import { type KeptBuild, trainBuilds, trainRevisions } from './operations.ts'

/** What a car of a project can carry. */
export interface Choices {
  defaultBranch: string | null
  names: string[]
  /** Those that a worker still keeps. */
  builds: KeptBuild[]
}
const nothing: Choices = { defaultBranch: null, names: [], builds: [] }

/** Revisions and kept builds of projects, asked once for each; a repository that cannot be asked offers no revisions. */
export function useCarChoices() {
  const { client } = useClientHandle()
  const known = reactive(new Map<string, Choices>())
  const asked = new Map<string, Promise<Choices>>()

  async function ask(projectId: string): Promise<Choices> {
    const builds = client.query(trainBuilds, { projectId }, { requestPolicy: 'network-only' }).toPromise()
    const { data: revisions } = await client.mutation(trainRevisions, { projectId }).toPromise()
    const { defaultBranch = null, branches = [], tags = [] } = revisions?.fetchRevisions ?? {}
    const found = {
      defaultBranch,
      names: [...branches, ...tags].map(({ name }) => name),
      builds: (await builds).data?.builds.nodes.filter(({ available }) => available) ?? [],
    }
    known.set(projectId, found)
    return found
  }

  return {
    choicesOf: (projectId: string | undefined) => known.get(projectId ?? '') ?? nothing,
    load(projectId: string): Promise<Choices> {
      const before = asked.get(projectId)
      if (before) return before
      const answer = ask(projectId)
      asked.set(projectId, answer)
      return answer
    },
  }
}

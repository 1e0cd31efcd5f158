import { useClientHandle } from '@urql/vue'
import { ref, shallowRef, watch } from 'vue'
import { type Failure, toFailure } from '../../graphql/failure.ts'
import { type Commit, fetchCommits, fetchRevisions, type Revisions } from './revision-documents.ts'

/** Branches and tags of a project's repository, and the last commits of one branch. */
export function useRevisions(projectId: () => string | undefined) {
  const { client } = useClientHandle()
  const revisions = shallowRef<Revisions | null>(null)
  const commits = shallowRef<Commit[]>([])
  const branch = ref('')
  const busy = ref(false)
  const failure = shallowRef<Failure | null>(null)

  async function load() {
    const id = projectId()
    if (!id) return
    busy.value = true
    const { data, error } = await client.mutation(fetchRevisions, { projectId: id }).toPromise()
    busy.value = false
    failure.value = error ? toFailure(error) : null
    if (!data) return
    revisions.value = data.fetchRevisions
    branch.value ||= data.fetchRevisions.defaultBranch ?? data.fetchRevisions.branches[0]?.name ?? ''
  }

  watch(projectId, load, { immediate: true })
  watch(branch, async (name) => {
    const id = projectId()
    if (!id || !name) return
    const { data, error } = await client.mutation(fetchCommits, { projectId: id, branch: name }).toPromise()
    if (branch.value !== name) return
    if (error) failure.value = toFailure(error)
    commits.value = data?.fetchRevisions.commits ?? []
  })
  return { revisions, commits, branch, busy, failure, load }
}

import { type AnyVariables, useClientHandle } from '@urql/vue'
import type { TadaDocumentNode } from 'gql.tada'
import { ref, shallowRef } from 'vue'
import { type Failure, toFailure } from './failure.ts'

/** A mutation with what a form needs: whether it runs, why it failed, and what is wrong with each field. */
export function useChange<Data, Variables extends AnyVariables>(document: TadaDocumentNode<Data, Variables>) {
  const { client } = useClientHandle()
  const busy = ref(false)
  const failure = shallowRef<Failure | null>(null)

  /** The data, or null when it failed: then `failure` says why, and nothing that was typed is touched. */
  async function run(variables: Variables): Promise<Data | null> {
    busy.value = true
    failure.value = null
    const result = await client.mutation(document, variables).toPromise()
    busy.value = false
    if (result.error) failure.value = toFailure(result.error)
    return result.error ? null : (result.data ?? null)
  }

  return {
    run,
    busy,
    failure,
    fieldError: (path: string) => failure.value?.fields[path],
    forget: () => {
      failure.value = null
    },
  }
}

import type { AnyVariables } from '@urql/vue'
import type { TadaDocumentNode } from 'gql.tada'
import { type Ref, shallowRef } from 'vue'
import { useChange } from './use-change.ts'

/** What a list needs to take something away: the one that a box asks about (null: no box), and what happens in it. */
export function useRemoval<Line extends { id: string }, Data, Variables extends AnyVariables & { id: string }>(
  document: TadaDocumentNode<Data, Variables>,
  removed: () => void,
) {
  const { run, busy, failure, forget } = useChange(document)
  const doomed: Ref<Line | null> = shallowRef(null)

  return {
    doomed,
    busy,
    failure,
    ask(line: Line) {
      forget()
      doomed.value = line
    },
    keep() {
      doomed.value = null
    },
    async remove() {
      if (!doomed.value || !(await run({ id: doomed.value.id } as Variables))) return
      doomed.value = null
      removed()
    },
  }
}

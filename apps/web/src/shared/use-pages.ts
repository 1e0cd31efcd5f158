import { computed, type MaybeRefOrGetter, ref, toValue } from 'vue'

export interface PageOfList {
  totalCount: number
  shown: number
  hasNextPage: boolean
  endCursor: string | null
}

/** Walks through a cursor-paged list. The page stays when rows change; an emptied page falls back to the one before. */
export function usePages(size: MaybeRefOrGetter<number>, page: () => PageOfList | null) {
  const cursors = ref<string[]>([])
  const after = computed(() => cursors.value.at(-1) ?? null)

  function settle() {
    const list = page()
    if (list && list.shown === 0 && cursors.value.length > 0) cursors.value = cursors.value.slice(0, -1)
  }
  return {
    after,
    from: computed(() => (page()?.shown ? cursors.value.length * toValue(size) + 1 : 0)),
    to: computed(() => cursors.value.length * toValue(size) + (page()?.shown ?? 0)),
    hasPrevious: computed(() => cursors.value.length > 0),
    settle,
    next() {
      const list = page()
      if (list?.hasNextPage && list.endCursor) cursors.value = [...cursors.value, list.endCursor]
    },
    previous() {
      cursors.value = cursors.value.slice(0, -1)
    },
    restart() {
      cursors.value = []
    },
  }
}

import { onScopeDispose, type Ref, ref, watch } from 'vue'

/** The value once it has been quiet for `ms`; for searches while somebody types. */
export function useDebounced<Value>(source: Ref<Value>, ms = 200): Ref<Value> {
  const settled = ref(source.value) as Ref<Value>
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(source, (value) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      settled.value = value
    }, ms)
  })
  onScopeDispose(() => clearTimeout(timer))
  return settled
}

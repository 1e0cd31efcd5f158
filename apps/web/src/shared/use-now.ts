import { type InjectionKey, inject, onScopeDispose, type Ref, ref } from 'vue'

const now = ref(Date.now())
let users = 0
let timer: ReturnType<typeof setInterval> | undefined

/** A part of a page may live in a time of its own, such as a replay. */
export const ownTime: InjectionKey<Readonly<Ref<number>>> = Symbol('own time')

/** The time in ms, ticking once a second while somebody on the page looks at it. One timer serves all. */
export function useNow(): Readonly<Ref<number>> {
  return inject(ownTime, useRealNow, true)
}

/** The same, whatever time the part of the page lives in. */
export function useRealNow(): Readonly<Ref<number>> {
  users += 1
  now.value = Date.now()
  timer ??= setInterval(() => {
    now.value = Date.now()
  }, 1000)
  onScopeDispose(() => {
    users -= 1
    if (users > 0) return
    clearInterval(timer)
    timer = undefined
  })
  return now
}

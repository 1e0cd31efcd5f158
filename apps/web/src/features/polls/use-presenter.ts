import { computed, onMounted, onScopeDispose, ref } from 'vue'
import { useChange } from '../../graphql/use-change.ts'
import type { PollState } from '../../shared/polls/poll-card.ts'
import { endPoll, openPoll, pausePoll } from './operations.ts'
import { actOfKey, type PresenterAct } from './presenter-keys.ts'

/** So long a close waits for being meant. */
const MEANT_MS = 4_000

interface Presented {
  /** The poll on stage, if it can be managed from here. */
  poll(): { id: string; state: PollState } | null
  next?(): void
  previous?(): void
  reveal(): void
  changed(): void
}

/** Keys and buttons of whoever presents. Closing is for good, so it is asked for twice. */
export function usePresenter({ poll, next, previous, reveal, changed }: Presented) {
  const [opening, pausing, closing] = [useChange(openPoll), useChange(pausePoll), useChange(endPoll)]
  const helpOpen = ref(false)
  const closeMeant = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function forgetClose() {
    clearTimeout(timer)
    closeMeant.value = false
  }

  async function toggleFullscreen() {
    try {
      if (document.fullscreenElement) await document.exitFullscreen()
      else await document.documentElement.requestFullscreen()
    } catch {
      // The browser may not: F11 does it.
    }
  }

  async function change(kind: 'open' | 'pause' | 'close') {
    const shown = poll()
    if (!shown) return
    const { id, state } = shown
    if (kind === 'open' && (state === 'DRAFT' || state === 'PAUSED')) await opening.run({ id })
    else if (kind === 'pause' && state === 'OPEN') await pausing.run({ id })
    else if (kind === 'pause' && state === 'PAUSED') await opening.run({ id })
    else if (kind === 'close' && (state === 'OPEN' || state === 'PAUSED')) {
      if (!closeMeant.value) {
        closeMeant.value = true
        timer = setTimeout(forgetClose, MEANT_MS)
        return
      }
      forgetClose()
      await closing.run({ id })
    } else return
    changed()
  }

  function act(what: PresenterAct) {
    if (what !== 'close') forgetClose()
    if (what === 'open' || what === 'pause' || what === 'close') void change(what)
    else if (what === 'next') next?.()
    else if (what === 'previous') previous?.()
    else if (what === 'reveal') reveal()
    else if (what === 'fullscreen') void toggleFullscreen()
    else helpOpen.value = !helpOpen.value
  }

  function onKey(event: KeyboardEvent) {
    const what = actOfKey(event)
    if (!what || (helpOpen.value && what !== 'help')) return
    event.preventDefault()
    act(what)
  }
  onMounted(() => addEventListener('keydown', onKey))
  onScopeDispose(() => {
    removeEventListener('keydown', onKey)
    clearTimeout(timer)
  })

  const failure = computed(() => opening.failure.value ?? pausing.failure.value ?? closing.failure.value)
  return { act, helpOpen, closeMeant, failure }
}

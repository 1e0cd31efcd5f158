import { computed, onScopeDispose, type Ref, watch } from 'vue'
import { useRefreshOn } from '../../graphql/activity.ts'
import type { Ticket } from './operations.ts'
import { isUnderWay } from './ticket-action.ts'

/** How often a page looks again while the ticket's command runs, in ms. */
const often = 2000

/** What a ticket does is no line of its history: the page hears of its end by the activity, and looks again while it runs. */
export function useActionNews(ticket: Readonly<Ref<Ticket | null>>, refresh: () => void) {
  useRefreshOn(
    ({ kind, subject }) =>
      kind.startsWith('ticket.action') && (subject ?? '').startsWith(`#${ticket.value?.number ?? ''} `),
    refresh,
  )
  let timer: ReturnType<typeof setInterval> | undefined
  const underWay = computed(() => isUnderWay(ticket.value?.action ?? null))
  watch(
    underWay,
    (on) => {
      clearInterval(timer)
      if (on) timer = setInterval(refresh, often)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearInterval(timer))
}

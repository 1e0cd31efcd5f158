import { ref, watch } from 'vue'
import { type ActivityGroup, isGroup } from '../shared/activity/activity-groups.ts'

const name = 'sendoff-ticker'

function stored(): { hidden: boolean; groups: ActivityGroup[] } {
  try {
    const { hidden, groups } = JSON.parse(localStorage.getItem(name) ?? '{}')
    return { hidden: hidden === true, groups: Array.isArray(groups) ? groups.filter(isGroup) : [] }
  } catch {
    return { hidden: false, groups: [] }
  }
}

/** What somebody wants of the ticker, kept in this browser. */
export function rememberedTicker() {
  const known = stored()
  const hidden = ref(known.hidden)
  const groups = ref(known.groups)
  watch([hidden, groups], () => {
    try {
      localStorage.setItem(name, JSON.stringify({ hidden: hidden.value, groups: groups.value }))
    } catch {
      // A browser that keeps nothing shows it as it was made.
    }
  })
  return { hidden, groups }
}

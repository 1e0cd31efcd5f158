import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { useChange } from '../../../graphql/use-change.ts'
import { checkDrift, fixDrift, type ServerDrift } from './drift-operations.ts'
import { isOff } from './drift-order.ts'

/** Asks an environment's servers what they have, and ships what is live to those that are off. */
export function useDrift(place: () => { id: string; drift: readonly ServerDrift[] }, checked: () => void) {
  const router = useRouter()
  const checking = useChange(checkDrift)
  const fixing = useChange(fixDrift)
  const off = computed(() => place().drift.filter(isOff))

  return {
    off,
    checking: checking.busy,
    fixing: fixing.busy,
    checkFailure: checking.failure,
    fixFailure: fixing.failure,
    forget: fixing.forget,
    async check() {
      if (await checking.run({ id: place().id })) checked()
    },
    async fix() {
      const made = await fixing.run({ id: place().id, serverIds: off.value.map(({ server }) => server.id) })
      if (made) await router.push(`/releases/${made.fixDrift.id}`)
    },
  }
}

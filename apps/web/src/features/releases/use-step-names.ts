import { type ComputedRef, computed } from 'vue'
import { language } from '../../shared/i18n/i18n.ts'
import { kept, remembered } from '../../shared/remembered.ts'
import type { Step } from './operations.ts'
import { stepTitle } from './use-step-words.ts'

export interface StepName {
  key: string
  title: string
}

/** The names of all steps; the same list for as long as only their states change. */
export function useStepNames(steps: () => readonly Step[]): ComputedRef<readonly StepName[]> {
  const nameOf = computed(() => {
    void language.value
    return remembered((step: Step): StepName => ({ key: step.key, title: stepTitle(step) }))
  })
  return computed((before) =>
    kept(before, steps().map(nameOf.value), (one, other) => one.key === other.key && one.title === other.title),
  )
}

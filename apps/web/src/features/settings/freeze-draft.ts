import { fromLocalInput, toLocalInput } from '../../shared/format/local-time.ts'
import { newSpan, plainSpans, type WeeklySpan } from '../../shared/when/weekly-span.ts'
import type { Freeze } from './freeze-operations.ts'

/** What the form of a freeze holds, as it is typed. */
export interface FreezeDraft {
  scope: Freeze['scope']
  projectId: string
  environmentId: string
  reason: string
  strict: boolean
  repeats: boolean
  startsAt: string
  endsAt: string
  weekly: WeeklySpan[]
}

const local = (at: string | null | undefined) => (at ? toLocalInput(Date.parse(at)) : '')

export const toFreezeDraft = (freeze: Freeze | null): FreezeDraft => ({
  scope: freeze?.scope ?? 'PRODUCTION',
  projectId: freeze?.project?.id ?? '',
  environmentId: freeze?.environment?.id ?? '',
  reason: freeze?.reason ?? '',
  strict: freeze?.strict ?? false,
  repeats: (freeze?.weekly.length ?? 0) > 0,
  startsAt: local(freeze?.startsAt),
  endsAt: local(freeze?.endsAt),
  weekly: freeze?.weekly.length ? plainSpans(freeze.weekly) : [newSpan()],
})

export function toFreezeInput(draft: FreezeDraft) {
  const { scope, reason, strict, repeats } = draft
  return {
    ...{ scope, reason: reason.trim(), strict },
    projectId: scope === 'PROJECT' ? draft.projectId || null : null,
    environmentId: scope === 'ENVIRONMENT' ? draft.environmentId || null : null,
    startsAt: repeats ? null : fromLocalInput(draft.startsAt),
    endsAt: repeats ? null : fromLocalInput(draft.endsAt),
    weekly: repeats ? plainSpans(draft.weekly) : null,
  }
}

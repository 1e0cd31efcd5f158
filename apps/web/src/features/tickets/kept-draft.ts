import type { Draft } from '../../shared/form/draft.ts'

/** What was being written when the page was left or read again; it stays in this tab. */
export interface KeptDraft {
  title: string
  draft: Draft
}

const keyOf = (flowId: string) => `sendoff.ticket.${flowId}`

export function keptDraft(flowId: string): KeptDraft | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(flowId)) ?? 'null') as Partial<KeptDraft> | null
    return kept && typeof kept.title === 'string' && typeof kept.draft === 'object' ? (kept as KeptDraft) : null
  } catch {
    return null
  }
}

export const keepDraft = (flowId: string, kept: KeptDraft) =>
  sessionStorage.setItem(keyOf(flowId), JSON.stringify(kept))
export const forgetDraft = (flowId: string) => sessionStorage.removeItem(keyOf(flowId))

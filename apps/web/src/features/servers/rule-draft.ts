import type { MetricRule } from './alarm-operations.ts'

/** What the form of a rule holds, as it is typed. */
export interface RuleDraft {
  name: string
  label: string
  key: string
  comparison: 'ABOVE' | 'BELOW'
  threshold: string
  forSeconds: string
  quietMinutes: string
  roomId: string
  enabled: boolean
}

export const toRuleDraft = (rule: MetricRule | null): RuleDraft => ({
  name: rule?.name ?? '',
  label: rule?.label ?? '',
  key: rule?.key ?? 'cpu',
  comparison: rule?.comparison ?? 'ABOVE',
  threshold: rule ? String(rule.threshold ?? '') : '90',
  forSeconds: String(rule?.forSeconds ?? 60),
  quietMinutes: String(rule?.quietMinutes ?? 60),
  roomId: rule?.room?.id ?? '',
  enabled: rule?.enabled ?? true,
})

const whole = (typed: string) => Math.round(number(typed) ?? Number.NaN) || 0
const number = (typed: string) => (String(typed).trim() === '' ? null : Number(typed))

/** The server judges; a rule for a server that is down has no limit. */
export function toRuleInput({ key, name, label, roomId, enabled, ...draft }: RuleDraft) {
  const hasLimit = key !== 'state'
  return {
    ...{ name: name.trim(), key, enabled },
    label: label || null,
    roomId: roomId || null,
    comparison: hasLimit ? draft.comparison : null,
    threshold: hasLimit ? number(draft.threshold) : null,
    forSeconds: whole(draft.forSeconds),
    quietMinutes: whole(draft.quietMinutes),
  }
}

/** A rule as it is, for a change of one thing. */
export const sameRule = (rule: MetricRule) => toRuleInput(toRuleDraft(rule))

/** Keys that a form offers: those that are known, and the one that the rule has. */
export const offeredKeys = (known: readonly string[], own: string) => (known.includes(own) ? known : [...known, own])

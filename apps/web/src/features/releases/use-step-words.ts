import { formatExact } from '../../shared/format/duration.ts'
import { text } from '../../shared/i18n/i18n.ts'
import type { Step } from './operations.ts'

/** A step's name in the page's language. Hooks carry their own. */
export const stepLabel = (step: Step) =>
  step.title === 'rollback' ? text('health.rollback') : (step.title ?? text(`stepKind.${step.kind}`))

/** Name and server, for places where a step stands alone. */
export const stepTitle = (step: Step) => (step.serverName ? `${stepLabel(step)} · ${step.serverName}` : stepLabel(step))

/** How long a finished step took, or nothing. */
export function stepDuration(step: Pick<Step, 'status' | 'startedAt' | 'finishedAt'>): string {
  if (!step.startedAt || !step.finishedAt || step.status === 'SKIPPED') return ''
  return formatExact(Date.parse(step.finishedAt) - Date.parse(step.startedAt))
}

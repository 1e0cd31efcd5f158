import { formatExact } from '../../shared/format/duration.ts'
import { text } from '../../shared/i18n/i18n.ts'
import type { Step } from './operations.ts'

/** What the engine calls steps that are more than their kind. */
const titles = {
  rollback: 'health.rollback',
  gate: 'gate.step',
  'after-fetch': 'repositoryFile.afterFetchCommand',
  'before-upload': 'repositoryFile.beforeUploadCommand',
  'after-upload': 'repositoryFile.afterUploadCommand',
  once: 'rollout.onceCommand',
} as const

/** A step's name in the page's language. */
export function stepLabel({ kind, title }: Pick<Step, 'kind' | 'title'>): string {
  const known = Object.entries(titles).find(([name]) => name === title)
  return known ? text(known[1]) : (title ?? text(`stepKind.${kind}`))
}

/** Name and server, for places where a step stands alone. */
export const stepTitle = (step: Step) => (step.serverName ? `${stepLabel(step)} · ${step.serverName}` : stepLabel(step))

/** How long a finished step took, or nothing. */
export function stepDuration(step: Pick<Step, 'status' | 'startedAt' | 'finishedAt'>): string {
  if (!step.startedAt || !step.finishedAt || step.status === 'SKIPPED') return ''
  return formatExact(Date.parse(step.finishedAt) - Date.parse(step.startedAt))
}

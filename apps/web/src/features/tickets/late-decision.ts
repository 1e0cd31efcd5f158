import type { Failure } from '../../graphql/failure.ts'
import { formatMoment } from '../../shared/format/time.ts'
import { localeTag, text, textIfAny } from '../../shared/i18n/i18n.ts'

/** Who was faster and how they decided, of a decision that came too late; null: the failure is another one. */
export function lateText({ code, extensions }: Pick<Failure, 'code' | 'extensions'>): string | null {
  const { decidedAt, decidedByName, status } = (extensions.conflictsWith ?? extensions) as Record<string, unknown>
  if (code !== 'CONFLICT' || typeof decidedAt !== 'string') return null
  const name = typeof decidedByName === 'string' ? decidedByName : text('ticket.aRule')
  const how = textIfAny(`taskStatus.${String(status)}`) ?? String(status)
  return text('ticket.faster', { name, how, when: formatMoment(decidedAt, localeTag.value) })
}

import { text } from '../../shared/i18n/i18n.ts'
import type { PresenceLine } from './list-rows.ts'
import type { RoomNotice } from './room-state.ts'

/** Their sentences hold the text; behind the others it is the reason. */
const TOLD_WITH_TEXT = new Set(['RENAMED', 'CREATED', 'ALARM', 'RECOVERED'])

/** What happened to the room itself, as a sentence. Who was removed or added stands in front, not who did it. */
export function noticeLine(notice: RoomNotice): string {
  const name = notice.user?.displayName ?? notice.actor?.displayName ?? ''
  const about = notice.text ?? ''
  const what = text(`chat.notice.${notice.kind}`, { name, text: about })
  return about && !TOLD_WITH_TEXT.has(notice.kind) ? text('chat.because', { what, reason: about }) : what
}

/** `Ada, Bob and 3 more came in`. */
export function presenceLine(line: PresenceLine, locale: string): string {
  const listed = new Intl.ListFormat(locale, { type: 'conjunction' })
  const names =
    line.more > 0
      ? text('chat.andMore', { names: line.names.join(text('chat.comma')), n: line.more })
      : listed.format(line.names)
  return text(line.kind === 'CONNECTED' ? 'chat.came' : 'chat.went', { names })
}

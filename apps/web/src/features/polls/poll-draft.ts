import { fromLocalInput, toLocalInput } from '../../shared/format/local-time.ts'
import type { PollCard, PollSecrecy } from '../../shared/polls/poll-card.ts'
import type { PollFacts } from './operations.ts'

export interface DraftOption {
  /** Of the line, so that it stays itself while it moves. */
  key: number
  text: string
}

/** A poll as it is being written. */
export interface PollDraft {
  question: string
  options: DraftOption[]
  multiple: boolean
  minChoices: number
  /** Null: as many as there are. */
  maxChoices: number | null
  changeable: boolean
  visibility: PollCard['visibility']
  secrecy: PollSecrecy
  roomId: string
  closesAt: string
}

export const mostOptions = 20

export const emptyDraft = (): PollDraft => ({
  question: '',
  options: [0, 1].map((key) => ({ key, text: '' })),
  multiple: false,
  minChoices: 1,
  maxChoices: null,
  changeable: true,
  visibility: 'ALWAYS',
  secrecy: 'CONFIDENTIAL',
  roomId: '',
  closesAt: '',
})

export const draftOf = (poll: PollFacts): PollDraft => ({
  question: poll.question,
  options: poll.options.map(({ text }, key) => ({ key, text })),
  multiple: poll.multiple,
  minChoices: poll.minChoices,
  maxChoices: poll.multiple && poll.maxChoices < poll.options.length ? poll.maxChoices : null,
  changeable: poll.changeable,
  visibility: poll.visibility,
  secrecy: poll.secrecy,
  roomId: poll.roomId ?? '',
  closesAt: poll.closesAt ? toLocalInput(Date.parse(poll.closesAt)) : '',
})

/** The lines that say something; empty ones at the end of the work are no options. */
const written = ({ options }: PollDraft) => options.filter(({ text }) => text.trim() !== '')

export function toInput(draft: PollDraft) {
  const secret = draft.secrecy === 'SECRET'
  return {
    question: draft.question,
    options: written(draft).map(({ text }) => text),
    multiple: draft.multiple,
    minChoices: draft.multiple ? draft.minChoices : null,
    maxChoices: draft.multiple ? draft.maxChoices : null,
    changeable: secret ? false : draft.changeable,
    visibility: secret ? ('AFTER_CLOSE' as const) : draft.visibility,
    secrecy: draft.secrecy,
    roomId: draft.roomId || null,
    closesAt: fromLocalInput(draft.closesAt),
  }
}

/** What the server says of the n-th option sent, by the line that it was typed into. */
export const lineErrors = (draft: PollDraft, errorAt: (path: string) => string | undefined) =>
  new Map(
    written(draft).flatMap(({ key }, place) => {
      const error = errorAt(`options.${place}`)
      return error ? [[key, error] as const] : []
    }),
  )

/** The poll as voters would see it. */
export const previewOf = (draft: PollDraft): PollCard => {
  const options = written(draft).map(({ key, text }) => ({ id: String(key), text }))
  const { closesAt, changeable, visibility, multiple, secrecy } = toInput(draft)
  return {
    pollId: 'preview',
    question: draft.question,
    options,
    ...{ multiple, changeable, visibility, secrecy, closesAt },
    minChoices: draft.multiple ? draft.minChoices : 1,
    maxChoices: draft.multiple ? (draft.maxChoices ?? options.length) : 1,
    state: 'OPEN',
    closedAt: null,
    respondentCount: null,
    counts: null,
  }
}

/** The list with the item at `from` put at `to`. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const item = items[from]
  if (item === undefined || to < 0 || to >= items.length) return [...items]
  return items.toSpliced(from, 1).toSpliced(to, 0, item)
}

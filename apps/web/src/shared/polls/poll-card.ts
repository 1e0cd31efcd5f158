/** A poll as its card in a room tells it: with its state, not with each vote. */
export interface PollCard {
  pollId: string
  question: string
  options: readonly { id: string; text: string }[]
  multiple: boolean
  changeable: boolean
  visibility: 'ALWAYS' | 'AFTER_VOTE' | 'AFTER_CLOSE'
  secrecy: PollSecrecy
  /** How many options a ballot names at least and at most. */
  minChoices: number
  maxChoices: number
  state: PollState
  closesAt: string | null
  closedAt: string | null
  /** The result; null until it is closed. */
  respondentCount: number | null
  counts: readonly OptionCount[] | null
}

export type PollSecrecy = 'NAMED' | 'CONFIDENTIAL' | 'SECRET'
export type PollState = 'DRAFT' | 'OPEN' | 'PAUSED' | 'CLOSED'

export interface OptionCount {
  optionId: string
  count: number
}

/** How a poll stands; `counts` is null while the viewer may not know them. */
export interface Tally {
  revision: number
  state: PollState
  respondentCount: number
  eligibleCount: number
  counts: readonly OptionCount[] | null
  closesAt: string | null
  closedAt: string | null
  /** When it was counted, by the server's clock. */
  at: string
}

/** The card of a message when it is a poll's. */
export function pollCardOf(card: unknown): PollCard | null {
  return typeof card === 'object' && card !== null && 'pollId' in card ? (card as PollCard) : null
}

export interface PollBar {
  id: string
  text: string
  /** Null while it may not be known. */
  count: number | null
  /** Of those who voted, in whole percent; with several choices the sum may be more than 100. */
  percent: number | null
  /** Has the most votes. */
  leads: boolean
}

/** What to draw. A closed poll shows what its card says, whatever came over the stream. */
export function pollBars({ options, counts: result, respondentCount }: PollCard, tally: Tally | null): PollBar[] {
  const counts = result ?? tally?.counts ?? null
  const voters = result ? (respondentCount ?? 0) : (tally?.respondentCount ?? 0)
  const most = Math.max(0, ...(counts ?? []).map(({ count }) => count))
  return options.map(({ id, text }) => {
    const count = counts?.find(({ optionId }) => optionId === id)?.count ?? null
    const percent = count === null ? null : voters === 0 ? 0 : Math.round((count / voters) * 100)
    return { id, text, count, percent, leads: count !== null && count > 0 && count === most }
  })
}

/** What is chosen after a click on an option. */
export function choiceAfter(
  chosen: readonly string[],
  clicked: string,
  { multiple, maxChoices }: Pick<PollCard, 'multiple' | 'maxChoices'>,
): readonly string[] {
  if (chosen.includes(clicked)) return chosen.filter((id) => id !== clicked)
  if (!multiple) return [clicked]
  return chosen.length < maxChoices ? [...chosen, clicked] : chosen
}

/** A vote that cannot be changed, or that needs several options, is cast by a button of its own. */
export const needsButton = ({ changeable, minChoices }: Pick<PollCard, 'changeable' | 'minChoices'>) =>
  !changeable || minChoices > 1

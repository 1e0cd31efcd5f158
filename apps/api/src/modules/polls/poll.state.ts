import { CallerError } from '../kernel/errors.ts'

export type PollState = 'DRAFT' | 'OPEN' | 'PAUSED' | 'CLOSED'
export type PollVisibility = 'ALWAYS' | 'AFTER_VOTE' | 'AFTER_CLOSE'

export interface PollOption {
  id: string
  text: string
}

/** What was counted at one moment. */
export interface PollCount {
  /** How many have a ballot. */
  respondents: number
  /** How many may vote. */
  eligible: number
  /** By option; options that nobody chose may be missing. */
  counts: Record<string, number>
}

/** A tally as it may be told: `counts` is null while its reader may not know them. */
export interface Tally {
  pollId: string
  revision: number
  state: PollState
  respondentCount: number
  eligibleCount: number
  counts: { optionId: string; count: number }[] | null
}

/** The one place that decides who may know the numbers. */
export const numbersMayBeSeen = (poll: { state: PollState; visibility: PollVisibility }, hasVoted: boolean): boolean =>
  poll.state === 'CLOSED' || poll.visibility === 'ALWAYS' || (poll.visibility === 'AFTER_VOTE' && hasVoted)

export interface CountedPoll extends PollCount {
  id: string
  revision: number
  state: PollState
  visibility: PollVisibility
  options: PollOption[]
}

/** What somebody who has voted, or has not, is told of it. */
export function tallyOf(poll: CountedPoll, hasVoted: boolean): Tally {
  return {
    pollId: poll.id,
    revision: poll.revision,
    state: poll.state,
    respondentCount: poll.respondents,
    eligibleCount: poll.eligible,
    counts: numbersMayBeSeen(poll, hasVoted) ? countsOf(poll.options, poll.counts) : null,
  }
}

/** One count per option, in the order of the options. */
export const countsOf = (options: PollOption[], counts: Record<string, number>) =>
  options.map(({ id }) => ({ optionId: id, count: counts[id] ?? 0 }))

const refusals: Record<Exclude<PollState, 'OPEN'>, string> = {
  DRAFT: 'This poll is not open yet. Open it first (openPoll).',
  PAUSED: 'This poll is paused. Vote when it goes on.',
  CLOSED: 'This poll is closed: votes no longer count.',
}

/** Why nobody can vote now; null: they can. */
export function refusalOf(state: PollState, isOver: boolean): CallerError | null {
  const shown = isOver && state !== 'DRAFT' ? 'CLOSED' : state
  return shown === 'OPEN' ? null : new CallerError('CONFLICT', refusals[shown], { state: shown })
}

import { CallerError } from '../kernel/errors.ts'

export type PollState = 'DRAFT' | 'OPEN' | 'PAUSED' | 'CLOSED'
export type PollVisibility = 'ALWAYS' | 'AFTER_VOTE' | 'AFTER_CLOSE'
/** Who may know what somebody voted: everybody who may know the numbers; nobody, but it is stored; nobody, and it is not. */
export type PollSecrecy = 'NAMED' | 'CONFIDENTIAL' | 'SECRET'

/** Of fewer secret ballots no breakdown is told: it would tell what somebody voted. */
export const FEWEST_SECRET_BALLOTS = 3

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

/** What was counted when a poll was closed. `hash` is missing where it was closed before there were any. */
export interface PollResult extends PollCount {
  /** Keeps the hash from telling by trial who voted what. Never leaves the database. */
  salt?: string
  /** Of all ballots as they were. */
  hash?: string
}

/** A tally as it may be told: `counts` is null while its reader may not know them. */
export interface Tally {
  pollId: string
  revision: number
  state: PollState
  respondentCount: number
  eligibleCount: number
  counts: { optionId: string; count: number }[] | null
  closesAt: Date | null
  closedAt: Date | null
  /** By the database's clock. */
  at: Date
}

export interface KnowablePoll {
  state: PollState
  visibility: PollVisibility
  secrecy: PollSecrecy
}

/** The one place that decides who may know the numbers. */
export const numbersMayBeSeen = (
  { state, visibility, secrecy }: KnowablePoll,
  { hasVoted, respondents }: { hasVoted: boolean; respondents: number },
): boolean =>
  (secrecy !== 'SECRET' || respondents >= FEWEST_SECRET_BALLOTS) &&
  (state === 'CLOSED' || visibility === 'ALWAYS' || (visibility === 'AFTER_VOTE' && hasVoted))

export interface CountedPoll extends PollCount, KnowablePoll {
  id: string
  revision: number
  options: PollOption[]
  closesAt: Date | null
  closedAt: Date | null
  at: Date
}

/** What somebody who has voted, or has not, is told of it. */
export function tallyOf(poll: CountedPoll, hasVoted: boolean): Tally {
  const { respondents } = poll
  return {
    pollId: poll.id,
    revision: poll.revision,
    state: poll.state,
    respondentCount: respondents,
    eligibleCount: poll.eligible,
    counts: numbersMayBeSeen(poll, { hasVoted, respondents }) ? countsOf(poll.options, poll.counts) : null,
    closesAt: poll.closesAt,
    closedAt: poll.closedAt,
    at: poll.at,
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

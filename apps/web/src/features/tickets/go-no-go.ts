import { text, textIfAny } from '../../shared/i18n/i18n.ts'
import type { PollBar } from '../../shared/polls/poll-card.ts'
import type { GoNoGo, GoNoGoBallot } from './operations.ts'

export const isStanding = ({ state }: Pick<GoNoGo, 'state'>): boolean => state === 'OPEN' || state === 'HELD'

/** Somebody can still answer first, whatever ended lately. */
export const standingFirst = (polls: readonly GoNoGo[]): GoNoGo[] =>
  polls.toSorted(
    (one, other) => Number(isStanding(other)) - Number(isStanding(one)) || other.openedAt.localeCompare(one.openedAt),
  )

const count = (ballots: readonly GoNoGoBallot[], vote: GoNoGoBallot['vote']) =>
  ballots.filter((ballot) => ballot.vote === vote).length

export const answered = ({ ballots }: Pick<GoNoGo, 'ballots'>): number => ballots.length - count(ballots, null)

/** What is said in every language. */
const names = { GO: 'GO', NO_GO: 'NO-GO' } as const

/** GO and NO-GO as bars, of all who are asked: what is empty has not been said yet. */
export function goNoGoBars({ ballots, state }: Pick<GoNoGo, 'ballots' | 'state'>): PollBar[] {
  const bar = (vote: 'GO' | 'NO_GO'): PollBar => {
    const said = count(ballots, vote)
    const percent = ballots.length === 0 ? 0 : Math.round((said / ballots.length) * 100)
    return { id: vote, text: names[vote], count: said, percent, leads: state === vote }
  }
  return [bar('GO'), bar('NO_GO')]
}

/** Why it came out as it did; null while it has not. Reasons that the page does not know yet are told as the server names them. */
export function whyText({ state, why }: Pick<GoNoGo, 'state' | 'why'>): string | null {
  if (state === 'VOID') return text('goNoGo.why_VOID')
  return why === null ? null : (textIfAny(`goNoGo.why_${why}`) ?? why)
}

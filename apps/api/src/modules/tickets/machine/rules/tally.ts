import type { ApprovalNodeRule } from '../../../flows/flow.definition.ts'
import { matchPeople } from '../../../flows/graph/matching.ts'

export interface Vote {
  /** GONE: one of n that nobody can give, since whoever had it has left. */
  vote: 'APPROVED' | 'REJECTED' | 'OPEN' | 'GONE'
  /** Of GROUPS: the positions of the groups that it may count for. */
  groups: readonly number[]
}

export interface Tally {
  /** How many approvals the rule asks for; never 0, so that nothing passes by itself. */
  need: number
  /** How many of them are there. */
  given: number
  /** How many there could be at most if everybody who is left approved. */
  possible: number
}

/** Counts votes by a rule. n is how many votes there are, given or not. */
export function tallyOf(rule: ApprovalNodeRule, votes: readonly Vote[]): Tally {
  const approved = votes.filter(({ vote }) => vote === 'APPROVED')
  const left = votes.filter(({ vote }) => vote === 'APPROVED' || vote === 'OPEN')
  const given = approved.length
  const possible = left.length
  switch (rule.kind) {
    case 'ANY': {
      const over = rule.failsAt === 'FIRST_REJECTION' && votes.some(({ vote }) => vote === 'REJECTED')
      return { need: 1, given, possible: over ? given : possible }
    }
    case 'ALL':
    case 'SEQUENCE':
      return { need: Math.max(1, votes.length), given, possible }
    case 'N_OF':
      return { need: Math.max(1, rule.approvals), given, possible }
    case 'PERCENT':
      return { need: Math.max(1, shareOf(votes.length, rule.percent)), given, possible }
    case 'GROUPS': {
      const needs = rule.groups.map((group) => group.approvals)
      const matched = (some: readonly Vote[]) =>
        matchPeople(
          needs,
          some.map(({ groups }) => groups),
        )
      const need = needs.reduce((sum, approvals) => sum + approvals, 0)
      return { need: Math.max(1, need), given: matched(approved), possible: matched(left) }
    }
  }
}

/** ceil(percent / 100 × n), in whole numbers only: 0.07 × 100 is 7.000000000000001. */
const shareOf = (n: number, percent: number) => Math.floor((n * percent + 99) / 100)

export const isMet = ({ need, given }: Tally): boolean => given >= need
export const isOutOfReach = ({ need, possible }: Tally): boolean => possible < need

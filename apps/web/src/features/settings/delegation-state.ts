export type DelegationState = 'now' | 'later' | 'over' | 'ended'

interface Span {
  startsAt: string
  endsAt: string
  revokedAt: string | null
}

/** Whether somebody is asked instead now, will be, or was. */
export function delegationState({ startsAt, endsAt, revokedAt }: Span, now: number): DelegationState {
  if (revokedAt) return 'ended'
  if (Date.parse(endsAt) <= now) return 'over'
  return Date.parse(startsAt) > now ? 'later' : 'now'
}

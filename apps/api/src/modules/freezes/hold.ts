import { isWithin, nextChange, type WeeklySpan } from './weekly-span.ts'

export type HoldKind = 'LOCK' | 'FREEZE' | 'WINDOW' | 'QUEUE' | 'TRAIN'

/** Why a release may not begin now. */
export interface Hold {
  kind: HoldKind
  /** What people wrote about it. */
  reason: string
  /** When it may begin as far as is known now, in ms since 1970: the next holds are taken into account. Null: unknown. */
  until: number | null
  /** Only an ADMIN may override it. */
  strict: boolean
}

export interface FreezeFacts {
  id: string
  reason: string
  strict: boolean
  startsAt: number | null
  endsAt: number | null
  weekly: WeeklySpan[]
}

/** Everything that may hold the releases of one environment. */
export interface HoldFacts {
  lock: { reason: string; until: number | null } | null
  /** None: always open. */
  windows: WeeklySpan[]
  freezes: FreezeFacts[]
}

/** What somebody with the right let a release begin in spite of: exactly the rules that there were. */
export interface Override {
  userId: string
  name: string
  reason: string
  /** ISO 8601. */
  at: string
  freezeIds: string[]
  /** It was an ADMIN: strict freezes are meant too. */
  strict: boolean
}

const OUTSIDE = 'Releases begin only within the times that the environment allows.'
/** Rules that hold for ever are followed this far. */
const MOST_CHANGES = 300

/** The rules that hold a release with this override. */
const rulesFor = ({ lock, windows, freezes }: HoldFacts, override: Override | null): HoldFacts => ({
  lock,
  windows: override ? [] : windows,
  freezes: freezes.filter(({ id, strict }) => !override?.freezeIds.includes(id) || (strict && !override.strict)),
})

const freezeHolds = ({ startsAt, endsAt, weekly }: FreezeFacts, at: number) =>
  startsAt !== null && endsAt !== null ? at >= startsAt && at < endsAt : weekly.some((span) => isWithin(span, at))

function heldAt({ lock, windows, freezes }: HoldFacts, at: number): Omit<Hold, 'until'> | null {
  if (lock && (lock.until === null || at < lock.until)) return { kind: 'LOCK', reason: lock.reason, strict: false }
  // Who overrides must be told of the strict one, if there is one.
  const [freeze] = freezes.filter((each) => freezeHolds(each, at)).sort((a, b) => Number(b.strict) - Number(a.strict))
  if (freeze) return { kind: 'FREEZE', reason: freeze.reason, strict: freeze.strict }
  const closed = windows.length > 0 && !windows.some((span) => isWithin(span, at))
  return closed ? { kind: 'WINDOW', reason: OUTSIDE, strict: false } : null
}

function nextChangeOf({ lock, windows, freezes }: HoldFacts, at: number): number | null {
  const spans = [...windows, ...freezes.flatMap((freeze) => freeze.weekly)]
  const ends = [lock?.until ?? null, ...freezes.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt])]
  const changes = [...ends, ...spans.map((span) => nextChange(span, at))].filter((n) => n !== null && n > at)
  return changes.length > 0 ? Math.min(...(changes as number[])) : null
}

/** What holds a release at that moment, and until when; null: it may begin. A human lock is never overridden. */
export function holdAt(facts: HoldFacts, override: Override | null, now: number): Hold | null {
  const rules = rulesFor(facts, override)
  const held = heldAt(rules, now)
  if (!held) return null
  if (rules.lock?.until === null) return { ...held, until: null }
  let at = now
  for (let n = 0; n < MOST_CHANGES; n++) {
    const next = nextChangeOf(rules, at)
    if (next === null) break
    if (!heldAt(rules, next)) return { ...held, until: next }
    at = next
  }
  return { ...held, until: null }
}

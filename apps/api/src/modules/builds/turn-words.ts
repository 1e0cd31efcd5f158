import type { Line, Turn } from './build-line.ts'

/** As people see it. */
export interface NamedTurn extends Turn {
  number: number
  projectTitle: string
}

/** What a release that waits for a slot waits for; null: it does not wait (any more). */
export function waitsFor(line: Line<NamedTurn>, releaseId: string): string | null {
  const equal = line.equal.find(({ turn }) => turn.releaseId === releaseId)
  if (equal) return `Waits for the same build: ${nameOf(equal.to)} makes it.`
  const place = line.waiting.findIndex((turn) => turn.releaseId === releaseId)
  const before = line.waiting[place - 1]
  if (before) return `Waits for a build slot: ${ordinal(place + 1)} in line, behind ${nameOf(before)}.`
  if (place < 0) return null
  const building = line.building.slice(0, NAMED).map(nameOf)
  if (line.building.length > NAMED) building.push(`${line.building.length - NAMED} more`)
  return `Waits for a build slot: next in line, while ${building.join(', ')} ${building.length === 1 ? 'is' : 'are'} built.`
}

const NAMED = 3
const nameOf = ({ projectTitle, number }: NamedTurn) => `${projectTitle} #${number}`
const endings: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }
const rules = new Intl.PluralRules('en', { type: 'ordinal' })
const ordinal = (n: number) => `${n}${endings[rules.select(n)]}`

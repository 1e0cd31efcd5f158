import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopsTheWay } from '../../flows/checks/flow.finding.ts'
import { findingsOf } from '../../flows/checks/flow.findings.ts'
import { Dice } from './testing/dice.ts'
import { showsItsPolls } from './testing/laws.polls.ts'
import { keepsItsLaws, keepsItsTables } from './testing/laws.ts'
import { randomCommand } from './testing/random-command.ts'
import { crowd, mostRandomNodes, randomFlow } from './testing/random-flow.ts'
import { Scene } from './testing/ticket-world.ts'
import type { TicketChange } from './ticket.changes.ts'
import { evolve, initialState } from './ticket.evolve.ts'
import { judge } from './ticket.judge.ts'

// More: SENDOFF_TEST_TICKET_RUNS=10000. Others: SENDOFF_TEST_SEED=…
const numRuns = Number(process.env.SENDOFF_TEST_TICKET_RUNS ?? 500)
const seed = Number(process.env.SENDOFF_TEST_SEED ?? 20_262)

describe('a ticket', () => {
  it(`keeps its laws in ${numRuns} random flows, whatever is asked of it`, () => {
    const numbers = (length: number) => fc.array(fc.nat(1000), { minLength: 0, maxLength: length, size: 'max' })
    const seen = new Set<string>()
    fc.assert(
      fc.property(numbers(80), numbers(400), fc.integer({ min: 1, max: 40 }), (drawing, play, commands) => {
        for (const change of playOut(new Dice(drawing), new Dice(play), commands).history) seen.add(whatOf(change))
      }),
      { numRuns, seed },
    )
    // Where chance never led, nothing was proven.
    if (numRuns >= 10_000) everything.push('NODE_HELD', 'TASK_CHANGED SKIPPED', 'PASSED ESCALATED', 'FAILED ESCALATED')
    if (numRuns >= 500) expect(everything.filter((what) => !seen.has(what))).toEqual([])
  })
})

const whatOf = (change: TicketChange): string => {
  if (change.kind === 'ENDED' || change.kind === 'TASK_CHANGED') return `${change.kind} ${change.status}`
  if (change.kind === 'NODE_DECIDED') return `${change.outcome} ${change.why}`
  if (change.kind === 'SENT_BACK') return change.toNodeId === null ? 'SENT_BACK' : 'SENT_BACK to a node'
  return change.kind
}

const words = (list: string) => list.split(', ')

/** What some of the runs must have led to. */
const everything = [
  ...words('APPROVED, REJECTED, EXPIRED, WITHDRAWN, CANCELLED, LAPSED, REVOKED').map((end) => `ENDED ${end}`),
  ...words('PENDING, WAITS_FOR_ADDED, APPROVED, REJECTED, TRANSFERRED, DELEGATED, SENT_BACK, EXPIRED, CLOSED').map(
    (status) => `TASK_CHANGED ${status}`,
  ),
  ...words('PASSED RULE_MET, FAILED REJECTED, FAILED OUT_OF_REACH, FAILED VETOED, CLOSED SENT_BACK'),
  ...words('CLOSED STARTED_OVER, CLOSED TICKET_ENDED, SENT_BACK, SENT_BACK to a node, SUBMITTED, STARTED_OVER'),
  ...words('ESCALATED, PEOPLE_ASSIGNED, TASKS_ADDED, CONSUMED, URGED, COPIED, COMMENTED, NOTIFIED'),
]

function playOut(drawing: Dice, play: Dice, commands: number): Scene {
  const definition = randomFlow(drawing)
  expect(definition.nodes.length).toBeLessThanOrEqual(mostRandomNodes)
  expect(findingsOf(definition).filter(stopsTheWay)).toEqual([])
  const standIns = Object.fromEntries(play.some(crowd).map((userId) => [userId, play.pick(crowd)]))
  const scene = new Scene(definition, { values: { sum: play.throw(20) }, standIns, self: play.once(3) ? ['bob'] : [] })
  for (let count = 0; count < commands; count++) {
    const command = randomCommand(play, scene)
    const before = deepFreeze(scene.state)
    const verdict = judge(before, command, scene.facts)
    expect(JSON.stringify(judge(before, command, scene.facts))).toBe(JSON.stringify(verdict))
    const refused = scene.give(command)
    if (refused) expect(scene.state).toBe(before)
    keepsItsLaws(scene)
  }
  keepsItsTables(scene)
  showsItsPolls(scene)
  const kept = JSON.parse(JSON.stringify(scene.history)) as typeof scene.history
  expect(kept.reduce(evolve, initialState('ini'))).toEqual(scene.state)
  return scene
}

function deepFreeze<T>(thing: T): T {
  if (typeof thing === 'object' && thing !== null && !Object.isFrozen(thing)) {
    Object.freeze(thing)
    Object.values(thing).forEach(deepFreeze)
  }
  return thing
}

import type { FlowDefinition } from '../flow.definition.ts'
import { checkActions } from './check.actions.ts'
import { checkConditions } from './check.conditions.ts'
import { checkIds, tooLarge } from './check.ids.ts'
import { checkNesting } from './check.nesting.ts'
import { checkPeople } from './check.people.ts'
import { checkReach, loops } from './check.reach.ts'
import { checkUnasked } from './check.unasked.ts'
import { checkValidity } from './check.validity.ts'
import { checkWays } from './check.ways.ts'
import type { FlowFinding } from './flow.finding.ts'

/** All that is wrong with a flow, at once. One without an ERROR can be published: every ticket in it comes to an end. */
export function findingsOf(definition: FlowDefinition): FlowFinding[] {
  const large = tooLarge(definition)
  if (large.length > 0) return large
  const ids = checkIds(definition)
  const findings = [
    ...ids,
    ...checkWays(definition),
    ...checkConditions(definition),
    ...checkPeople(definition),
    ...checkActions(definition),
    ...checkValidity(definition),
  ]
  // Where links lead nowhere or back, what can be said about ways would only confuse.
  if (ids.length > 0) return findings
  findings.push(...checkReach(definition))
  return loops(definition).length > 0
    ? findings
    : [...findings, ...checkNesting(definition), ...checkUnasked(definition)]
}

/** Whether it may be published. */
export const isSound = (definition: FlowDefinition): boolean =>
  findingsOf(definition).every(({ severity }) => severity !== 'ERROR')

import { isFinished } from '../../shared/theme/states.ts'
import { serversTake } from './eta-servers.ts'
import type { Release, Step } from './operations.ts'

/** So much longer than usual is worth a word. */
const tolerance = 1.25
const toleranceMs = 3_000

export interface Eta {
  /** What is left of the release, in ms; null when nobody knows how long its steps take. */
  leftMs: number | null
  /** How much of it is done, 0 to 1. */
  share: number | null
  /** Before that it waits, and nobody knows for how long. */
  waits: boolean
  /** It takes longer than releases here usually do. */
  longer: boolean
}

const usualMs = (step: Step) => (step.expectedSeconds === null ? null : step.expectedSeconds * 1000)

/** What is left of a step by what it usually takes; a step that is over has nothing left. */
function leftOf(step: Step, now: number): number | null {
  const usual = usualMs(step)
  if (step.status === 'RUNNING' && step.startedAt)
    return usual === null ? null : Math.max(0, usual - (now - Date.parse(step.startedAt)))
  return step.status === 'PENDING' || step.status === 'BLOCKED' ? usual : 0
}

/** Whether a running step has taken clearly longer than it usually does. */
export function isLate(step: Step, now: number): boolean {
  const usual = usualMs(step)
  if (usual === null || step.status !== 'RUNNING' || !step.startedAt) return false
  return now - Date.parse(step.startedAt) > usual * tolerance + toleranceMs
}

/** It waits for its turn to build. */
export const isInBuildLine = ({ status, steps }: Pick<Release, 'status' | 'steps'>) =>
  status === 'RUNNING' && steps.some((step) => step.kind === 'BUILD' && step.status === 'BLOCKED')

/** Nobody knows for how long: it is paused, asks a person, or waits for a build that has no history. */
const waitsOpenly = (release: Release, buildsAt: number | null) =>
  release.paused !== null ||
  (release.question !== null && release.question.until === null) ||
  (buildsAt === null && isInBuildLine(release))

/**
 * What is left, from the medians of the steps: what runs once one after the other, the servers as the rollout orders them.
 * @param buildsAt when it is expected to come out of the line before the build slots; null: it is not in it, or nobody knows
 */
export function etaOf(release: Release, now: number, buildsAt: number | null = null): Eta {
  const nothing: Eta = { leftMs: null, share: null, waits: false, longer: false }
  if (release.startedAt === null || isFinished(release.status) || release.status === 'CANCELLING') return nothing
  const inLine = isInBuildLine(release) && buildsAt !== null ? Math.max(0, buildsAt - now) : 0
  let once = inLine
  const lanes = new Map<string, number>()
  for (const step of release.steps) {
    const left = leftOf(step, now)
    if (left === null) return nothing
    if (step.serverName === null) once += left
    else lanes.set(step.serverName, (lanes.get(step.serverName) ?? 0) + left)
  }
  const leftMs = once + serversTake(release, lanes, now)
  const spent = Math.max(0, now - Date.parse(release.startedAt))
  const usual = release.expectedSeconds === null ? null : release.expectedSeconds * 1000
  return {
    leftMs,
    waits: waitsOpenly(release, buildsAt),
    share: spent + leftMs === 0 ? 1 : spent / (spent + leftMs),
    longer:
      release.steps.some((step) => isLate(step, now)) ||
      (usual !== null && !isInBuildLine(release) && spent > usual * tolerance + toleranceMs),
  }
}

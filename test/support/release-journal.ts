import type { Artifact, ReleaseJournal, StepChange, TargetChange } from '../../apps/api/src/engine/ports.ts'
import { stepMayBecome } from '../../apps/api/src/engine/release-states.ts'
import type { SwarmFigures } from '../../apps/api/src/engine/swarm-port.ts'
import type { StepState, StepStatus, TargetState } from '../../apps/api/src/engine/types.ts'

/** A journal in memory that remembers all and refuses what the table of transitions does not allow. */
export interface RecordedJournal extends ReleaseJournal {
  changes: StepChange[]
  statuses: Map<string, StepStatus>
  messages: Map<string, string>
  targets: Map<string, TargetChange>
  logs: Map<string, string>
  /** When each server was switched first, in ms. */
  switchedAt: Map<string, number>
  build: Artifact | null
  /** What was told of a peer-to-peer distribution, last. */
  swarm: SwarmFigures | null
  /** What a restarted worker would read from the database. */
  stored(): { steps: StepState[]; targets: TargetState[] }
  /** Called before each change is written; may throw as a database or a lost lease would. */
  onChange: (change: StepChange) => void
  /** Resolves when a step gets a state. */
  reached(key: string, status: StepStatus): Promise<void>
  /** Resolves when a step has come this far. */
  passed(key: string, percent: number): Promise<void>
}

export function recordJournal(steps: readonly StepState[]): RecordedJournal {
  const waiting: { key: string; status: StepStatus; resolve: () => void }[] = []
  const far: { key: string; percent: number; resolve: () => void }[] = []
  let switches = 0
  const journal: RecordedJournal = {
    changes: [],
    statuses: new Map(steps.map((step) => [step.key, step.status])),
    messages: new Map(),
    targets: new Map(),
    logs: new Map(),
    switchedAt: new Map(),
    build: null,
    swarm: null,
    onChange: () => undefined,

    async stepsAdded(steps) {
      for (const { key } of steps) if (!journal.statuses.has(key)) journal.statuses.set(key, 'PENDING')
    },
    async stepChanged(change) {
      journal.onChange(change)
      const before = journal.statuses.get(change.key)
      if (before === undefined) throw new Error(`there is no step ${change.key}`)
      if (before !== change.status && !stepMayBecome(before, change.status)) {
        throw new Error(`${change.key} went from ${before} to ${change.status}`)
      }
      journal.changes.push(change)
      journal.statuses.set(change.key, change.status)
      if (change.message) journal.messages.set(change.key, change.message)
      for (const wish of far) if (wish.key === change.key && (change.percent ?? 0) >= wish.percent) wish.resolve()
      for (const wish of waiting) if (wish.key === change.key && wish.status === change.status) wish.resolve()
    },
    async output(stepKey, _stream, text) {
      journal.logs.set(stepKey, (journal.logs.get(stepKey) ?? '') + text)
    },
    async targetChanged(change) {
      if (change.activated && !journal.switchedAt.has(change.serverId))
        journal.switchedAt.set(change.serverId, ++switches)
      const known = Object.entries(change).filter(([, value]) => value !== undefined)
      journal.targets.set(change.serverId, {
        ...journal.targets.get(change.serverId),
        ...Object.fromEntries(known),
      } as TargetChange)
    },
    async built(artifact) {
      journal.build = artifact
    },
    async swarmChanged(figures) {
      journal.swarm = figures
    },
    stored: () => ({
      steps: [...journal.statuses].map(([key, status]) => ({
        key,
        status,
        message: journal.messages.get(key) ?? null,
      })),
      targets: [...journal.targets.values()].map(({ serverId, previousDirectory, activated }) => ({
        serverId,
        previousDirectory: previousDirectory ?? null,
        activated: activated ?? false,
        activatedAtMs: journal.switchedAt.get(serverId) ?? null,
      })),
    }),
    reached: (key, status) =>
      new Promise((resolve) => {
        if (journal.statuses.get(key) === status) resolve()
        else waiting.push({ key, status, resolve })
      }),
    passed: (key, percent) => new Promise((resolve) => far.push({ key, percent, resolve })),
  }
  return journal
}

import { z } from 'zod'
import type { ProbeGate } from '../../../engine/probe-gate.ts'
import type { Question } from './probe-asker.ts'

const seconds = z.int('Write a whole number.').min(1, 'At least 1 second.').max(3600, 'At most 3600 seconds.').nullish()

const threshold = z
  .number()
  .min(-1e15, 'This is too small.')
  .max(1e15, 'This is too large.')
  .nullish()
  .transform((value, context): number => {
    if (value != null) return value
    context.addIssue({ code: 'custom', message: 'Say above or below what.' })
    return z.NEVER
  })

/** What a release has to pass after its checks; null: nothing. */
export const gateSetting = z
  .object({
    comparison: z.enum(['ABOVE', 'BELOW']),
    threshold,
    watchSeconds: seconds.transform((value) => value ?? 60),
    everySeconds: seconds.transform((value) => value ?? 10),
  })
  .superRefine(({ watchSeconds, everySeconds }, context) => {
    if (everySeconds <= watchSeconds || watchSeconds < 1) return
    const message = `It would not be asked within the ${watchSeconds} s that it is watched. Ask more often, or watch longer.`
    context.addIssue({ code: 'custom', path: ['everySeconds'], message })
  })
  .nullish()
  .transform((gate) => gate ?? null)

export type GateSetting = NonNullable<z.output<typeof gateSetting>>

/** What is stored at a probe. */
export const storedGate = (stored: unknown): GateSetting | null => (stored as GateSetting | null) ?? null

/** A probe as the database has it. */
export interface StoredProbe extends Question, Pick<ProbeGate, 'name' | 'unit'> {
  id: string
  gate: unknown
}

/** What a release of the environment has to pass, by name. */
export const gatesIn = (probes: readonly StoredProbe[]): ProbeGate[] =>
  probes
    .flatMap(({ id: probeId, name, kind, url, command, serverId, pointer, unit, gate }) => {
      const setting = storedGate(gate)
      return setting ? [{ probeId, name, kind, url, command, serverId, pointer, unit, ...setting }] : []
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))

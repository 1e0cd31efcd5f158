import { z } from 'zod'
import { DEFAULT_DISTRIBUTION, type DistributionSetting } from '../../engine/distribution.ts'
import { parsePortRange } from '../../engine/port-range.ts'

const portRange = z.string().transform((text, context) => {
  const parsed = parsePortRange(text)
  if ('range' in parsed) return parsed.range
  context.addIssue({ code: 'custom', message: parsed.problem })
  return z.NEVER
})

/** What is left out is as in the default; null is the default. */
export const distributionSetting = z
  .object({
    peerToPeer: z.enum(['AUTO', 'ALWAYS', 'NEVER']).nullish(),
    portRange: portRange.nullish(),
    uploadLimitKb: z
      .int('Write a whole number.')
      .min(0, 'At least 0: no limit.')
      .max(10_000_000, 'At most 10000000 KB per second.')
      .nullish(),
    encryption: z.boolean().nullish(),
  })
  .nullish()
  .transform((given) => (given === undefined ? undefined : distributionOf(given)))

/** What is stored, or was given, over the default. */
export function distributionOf(stored: unknown): DistributionSetting {
  const known = Object.entries(stored ?? {}).filter(([, value]) => value !== null && value !== undefined)
  return { ...DEFAULT_DISTRIBUTION, ...Object.fromEntries(known) }
}

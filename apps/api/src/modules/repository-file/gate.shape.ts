import { z } from 'zod'
import { gateSetting } from '../metrics/probes/gate.setting.ts'

const BOUNDS = 'Say above or below what the number is bad, such as { above: 2 }.'
const number = z.number('Write a number.').optional()
const sides = { above: 'ABOVE', below: 'BELOW' } as const

/** What stands under a probe's name, and may not be left empty: the file gives other bounds, but never takes a gate away. */
export const gateShape = z
  .strictObject(
    { above: number, below: number, watchSeconds: number, everySeconds: number },
    { error: ({ code }) => (code === 'invalid_type' ? BOUNDS : undefined) },
  )
  .transform(({ above, below, ...times }, context) => {
    const refuse = (path: PropertyKey[], message: string) => {
      context.addIssue({ code: 'custom', path, message })
      return z.NEVER
    }
    if ((above === undefined) === (below === undefined)) {
      return refuse([], BOUNDS)
    }
    const side = above === undefined ? 'below' : 'above'
    const gate = gateSetting.safeParse({ comparison: sides[side], threshold: above ?? below, ...times })
    if (gate.success && gate.data !== null) return gate.data
    for (const { path, message } of gate.error?.issues ?? []) {
      refuse(path[0] === 'threshold' ? [side] : path, message)
    }
    return z.NEVER
  })

export const gateKeys = ['above', 'below', 'watchSeconds', 'everySeconds']

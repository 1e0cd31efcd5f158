import { z } from 'zod'
import { problemOfUrl } from '../../../engine/health/check-url.ts'
import { block, id, line } from '../../kernel/fields.ts'
import { isForbiddenAddress } from '../../kernel/forbidden-addresses.ts'
import { gateSetting } from './gate.setting.ts'
import { isPointer } from './json-pointer.ts'

/** More would crowd the page, and the workers. */
export const MOST_PROBES = 50

const url = z.string().superRefine((text, context) => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', message })
  const problem = /[{}]/.test(text) ? 'Leave out braces: nothing is filled in here.' : problemOfUrl(text)
  if (problem !== null) refuse(problem)
  else if (isForbiddenAddress(new URL(text).hostname))
    refuse('Sendoff connects to no link-local address and to no metadata service.')
})

const command = block(10_000).refine((text) => text.trim() !== '', 'Write something here.')

/** Empty: the whole answer, which is what null means. */
const pointer = z
  .union([
    z.literal('').transform(() => null),
    line(500).refine(isPointer, 'Begin with / as in /queue/length, and write ~ as ~0.'),
  ])
  .nullish()
  .transform((text) => text ?? null)

/** What a probe asks, and what its number is. */
export const probeInput = z
  .object({
    name: line(100),
    kind: z.enum(['HTTP', 'COMMAND']),
    url: url.nullish(),
    command: command.nullish(),
    serverId: id.nullish(),
    pointer,
    unit: z.enum(['PERCENT', 'BYTES', 'BYTES_PER_SECOND', 'NUMBER', 'MILLISECONDS']).nullish(),
    everySeconds: z
      .int('Write a whole number.')
      .min(5, 'At least 5 seconds.')
      .max(3600, 'At most 3600 seconds.')
      .nullish(),
    limit: z.number().positive('More than 0, or nothing.').max(1e15, 'This is too large.').nullish(),
    gate: gateSetting,
  })
  .superRefine(({ kind, url, command, serverId }, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    if (kind === 'HTTP') {
      if (url == null) refuse('url', 'Say what to ask.')
      if (command != null) refuse('command', 'An HTTP probe has none: leave this out.')
      if (serverId != null) refuse('serverId', 'Sendoff itself asks over HTTP: leave this out.')
      return
    }
    if (command == null) refuse('command', 'Say what to run.')
    if (serverId == null) refuse('serverId', 'Say on which server.')
    if (url != null) refuse('url', 'A command has none: leave this out.')
  })
  .transform(({ url, command, serverId, unit, everySeconds, limit, ...probe }) => ({
    ...probe,
    ...{ url: url ?? null, command: command ?? null, serverId: serverId ?? null },
    ...{ unit: unit ?? ('NUMBER' as const), everySeconds: everySeconds ?? 30, limit: limit ?? null },
  }))

export type ProbeInput = z.input<typeof probeInput>
export type ProbeDefinition = z.output<typeof probeInput>

import { z } from 'zod'
import { id, line, secret } from '../kernel/fields.ts'
import { isForbiddenAddress } from '../kernel/forbidden-addresses.ts'
import { eventNames } from './notification.events.ts'

const url = line(2000).transform((value, context) => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  }
  const parsed = URL.canParse(value) ? new URL(value) : null
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol))
    return refuse('Write an address such as https://host/path.')
  if (parsed.username || parsed.password) return refuse('Leave out user and password.')
  if (isForbiddenAddress(parsed.hostname))
    return refuse('Sendoff never connects to link-local addresses and metadata services.')
  parsed.hash = ''
  return parsed.href
})

const events = z
  .array(z.enum(Object.values(eventNames)))
  .min(1, 'Choose at least one event.')
  .transform((chosen) => [...new Set(chosen)])

const fields = {
  name: line(100),
  format: z.enum(['WEBHOOK', 'DINGTALK', 'FEISHU', 'WECOM', 'SLACK']),
  url,
  secret: secret(500),
  language: z.enum(['en', 'zh']),
  events,
  projectId: id,
  enabled: z.boolean(),
}

export const addHookInput = z.object({
  ...fields,
  secret: fields.secret.nullish().transform((value) => value ?? null),
  projectId: id.nullish().transform((value) => value ?? null),
  enabled: fields.enabled.nullish().transform((value) => value ?? true),
})

/** Left out: stays. Null takes the secret away, or widens the hook to all projects. */
export const updateHookInput = z.object({
  name: fields.name.nullish(),
  format: fields.format.nullish(),
  url: url.nullish(),
  secret: fields.secret.nullish(),
  language: fields.language.nullish(),
  events: events.nullish(),
  projectId: id.nullish(),
  enabled: fields.enabled.nullish(),
})

export type AddHookInput = z.input<typeof addHookInput>
export type UpdateHookInput = z.input<typeof updateHookInput>

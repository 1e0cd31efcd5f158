import { isIPv6 } from 'node:net'
import { z } from 'zod'
import { id, line } from '../kernel/fields.ts'

const hostName =
  /^(?=.{1,253}$)[\p{L}\p{N}]([\p{L}\p{N}_-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}_-]*[\p{L}\p{N}])?)*\.?$/u

const host = line(253).refine(
  (v) => hostName.test(v) || isIPv6(v),
  'Write a host name or an IP address, without user, port or spaces.',
)

const port = z.int('Write a whole number.').min(1, 'Ports start at 1.').max(65_535, 'Ports end at 65535.')

const labels = z
  .array(line(50))
  .max(20, 'Use at most 20 labels.')
  .transform((values) => [...new Set(values)])

/** As OpenSSH prints it: `ssh-keygen -lf`. */
export const fingerprint = z
  .string()
  .max(200, 'Write it as SHA256:… with 43 characters behind the colon.')
  .trim()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'Write it as SHA256:… with 43 characters behind the colon.')
  .transform((v) => v.replace(/=$/, ''))

export const addServerInput = z.object({
  name: line(100),
  host,
  port: port.nullish().transform((v) => v ?? 22),
  credentialId: id,
  jumpServerId: id.nullish(),
  labels: labels.nullish().transform((v) => v ?? []),
  hostKeyFingerprint: fingerprint.nullish(),
})

export const updateServerInput = z.object({
  name: line(100).nullish(),
  host: host.nullish(),
  port: port.nullish(),
  credentialId: id.nullish(),
  jumpServerId: id.nullish(),
  labels: labels.nullish(),
})

export type AddServerInput = z.input<typeof addServerInput>
export type UpdateServerInput = z.input<typeof updateServerInput>

import { z } from 'zod'
import { block, id, line } from '../kernel/fields.ts'
import { approvalSetting } from './approval.setting.ts'
import { distributionSetting } from './distribution.setting.ts'
import { healthCheckSetting } from './health-check.setting.ts'
import { packingSetting } from './packing.setting.ts'
import { parseRemotePath, parseSharedPath, type RemotePath, sharedPathsOverlap } from './remote-path.ts'
import { rolloutSetting } from './rollout.setting.ts'
import { windows } from './windows.setting.ts'

const parsed = (parse: (text: string) => RemotePath) =>
  z.string().transform((text, context) => {
    const result = parse(text)
    if ('path' in result) return result.path
    context.addIssue({ code: 'custom', message: result.problem })
    return z.NEVER
  })

/** A command of an environment, wherever it is written. */
export const commandText = block(10_000)

/** Null and an empty command both mean: there is none. Undefined means: as it was. */
const command = commandText.nullish().transform((v) => (v === undefined ? undefined : v?.trim() ? v : null))

const count = (most: number, unit: string) =>
  z.int('Write a whole number.').min(1, `At least 1 ${unit}.`).max(most, `At most ${most} ${unit}.`)

export const sharedPaths = z
  .array(parsed(parseSharedPath))
  .max(100, 'Use at most 100 shared paths.')
  .superRefine((paths, context) => {
    paths.forEach((path, i) => {
      if (!paths.slice(0, i).some((other) => sharedPathsOverlap(path, other))) return
      context.addIssue({ code: 'custom', path: [i], message: 'Another shared path covers this one already.' })
    })
  })

const serverIds = z
  .array(id)
  .min(1, 'Choose at least one server.')
  .max(500, 'Use at most 500 servers.')
  .transform((ids) => [...new Set(ids)])

const variable = z.object({
  name: z
    .string()
    .max(128, 'Use at most 128 characters.')
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'Use letters, digits and _, and no digit first.')
    .refine((v) => !v.startsWith('SENDOFF_'), 'Names that start with SENDOFF_ are set by Sendoff.'),
  value: z
    .string()
    .max(32_768, 'Use at most 32768 characters.')
    .refine((v) => !v.includes('\0') && !/\p{Surrogate}/u.test(v), 'Leave out NUL characters.')
    .nullish(),
  secret: z.boolean().nullish(),
  scope: z.enum(['BOTH', 'BUILD', 'RUNTIME']).nullish(),
})

const variables = z
  .array(variable)
  .max(200, 'Use at most 200 variables.')
  .superRefine((list, context) => {
    list.forEach(({ name }, i) => {
      if (!list.slice(0, i).some((other) => other.name === name)) return
      context.addIssue({ code: 'custom', path: [i, 'name'], message: 'There is a variable with this name already.' })
    })
  })

const name = line(60)
const kind = z.enum(['TEST', 'PRODUCTION'])
const path = parsed(parseRemotePath)

const settings = {
  afterFetchCommand: command,
  buildCommand: command,
  beforeUploadCommand: command,
  afterUploadCommand: command,
  restartCommand: command,
  checkCommand: command,
  sharedPaths: sharedPaths.nullish(),
  keepReleases: count(100, 'releases').nullish(),
  concurrency: count(100, 'servers').nullish(),
  onFailure: z.enum(['STOP', 'ROLL_BACK']).nullish(),
  rollout: rolloutSetting.nullish(),
  idleTimeoutSeconds: count(86_400, 'seconds').nullish(),
  totalTimeoutSeconds: count(86_400, 'seconds').nullish(),
  variables: variables.nullish(),
  packing: packingSetting,
  healthCheck: healthCheckSetting,
  repositoryFile: z.enum(['IGNORE', 'FALLBACK', 'WINS']).nullish(),
  approval: approvalSetting,
  windows: windows.nullish(),
  distribution: distributionSetting,
}

/** GraphQL leaves these four optional, because one input type serves both operations. */
const needed = <T>(schema: z.ZodType<T>) =>
  schema.nullish().transform((value, context): T => {
    if (value !== undefined && value !== null) return value
    context.addIssue({ code: 'custom', message: 'A value is needed here.' })
    return z.NEVER
  })

export const newEnvironmentInput = z.object({
  name: needed(name),
  kind: needed(kind),
  path: needed(path),
  serverIds: needed(serverIds),
  ...settings,
})

export const changeEnvironmentInput = z.object({
  name: name.nullish(),
  kind: kind.nullish(),
  path: path.nullish(),
  serverIds: serverIds.nullish(),
  ...settings,
})

export const lockInput = (now: Date) =>
  z.object({
    reason: line(300),
    until: z
      .date()
      .refine((at) => at > now, 'Choose a time in the future.')
      .nullish(),
  })

export type NewEnvironment = z.output<typeof newEnvironmentInput>
export type ChangeEnvironment = z.output<typeof changeEnvironmentInput>
export type VariableInput = z.output<typeof variable>

/** What GraphQL hands over for an environment, before it is checked. */
export type EnvironmentInput = z.input<typeof changeEnvironmentInput>

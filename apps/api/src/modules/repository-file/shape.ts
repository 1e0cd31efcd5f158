import { z } from 'zod'
import { commandText, sharedPaths } from '../environments/environments.input.ts'
import { excludePatterns, includePatterns } from '../environments/packing.setting.ts'
import { gateShape } from './gate.shape.ts'

/** Null and an empty text say: there is none. */
const command = commandText
  .nullable()
  .transform((text) => (text?.trim() ? text.trim() : null))
  .optional()

const list = <T extends z.ZodType>(schema: T) => z.preprocess((value) => value ?? [], schema).optional()

const settings = {
  build: command,
  restart: command,
  check: command,
  hooks: z.strictObject({ afterFetch: command, beforeUpload: command, afterUpload: command }).nullish(),
  shared: list(sharedPaths),
  include: list(includePatterns),
  exclude: list(excludePatterns),
  gates: z.record(z.string(), gateShape).nullish(),
}

const settingsShape = z.strictObject(settings)

/** What sendoff.yml may hold. Unknown keys are mistakes: a setting that silently does nothing is worse than none. */
export const fileShape = z
  .strictObject({ ...settings, environments: z.record(z.string(), settingsShape.nullable()).nullish() })
  .nullable()

export const settingKeys = Object.keys(settings)
export const hookKeys = ['afterFetch', 'beforeUpload', 'afterUpload']

export type FileSettings = z.output<typeof settingsShape>
export type FileContent = z.output<typeof fileShape>

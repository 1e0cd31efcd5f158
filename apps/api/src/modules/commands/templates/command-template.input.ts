import { z } from 'zod'
import { block, id, line } from '../../kernel/fields.ts'
import { type CommandParameter, parameterKinds } from '../parameters/command-parameter.ts'
import { readGiven } from '../parameters/given-parameters.ts'
import { matchesWhole } from '../parameters/whole-match.ts'

/** What a command may take; a longer one belongs into a release or a script of its own. */
export const MOST_SECONDS = 6 * 3600
export const MOST_SERVERS = 200

export const command = block(20_000).refine((text) => text.trim() !== '', 'Write a command.')
export const timeoutSeconds = z
  .int('Write a whole number of seconds.')
  .min(1, 'At least 1 second.')
  .max(MOST_SECONDS, 'At most 6 hours (21600 s).')

/** Variables that decide how the shell itself runs. */
const taken =
  /^(PATH|HOME|IFS|ENV|BASH_ENV|SHELL|SHELLOPTS|BASHOPTS|USER|LOGNAME|PWD|OLDPWD|PS\d|LD_.*|DYLD_.*|SENDOFF_.*)$/

const pattern = line(300).refine((text) => {
  try {
    return Boolean(new RegExp(text, 'u')) && matchesWhole(text, '') !== null
  } catch {
    return false
  }
}, 'This is no regular expression.')

const parameter = z
  .object({
    name: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{0,39}$/, 'Use 1 to 40 of A-Z, 0-9 and _, beginning with a letter.')
      .refine((name) => !taken.test(name), 'The shell or Sendoff uses this name. Choose another one.'),
    label: line(100),
    kind: z.enum(parameterKinds),
    required: z.boolean().nullish(),
    default: block(10_000).nullish(),
    pattern: pattern.nullish(),
    choices: z.array(line(200)).max(100, 'Give at most 100 choices.').nullish(),
  })
  .transform(
    (given): CommandParameter => ({
      ...{ name: given.name, label: given.label, kind: given.kind, required: given.required ?? false },
      default: given.default || null,
      pattern: given.kind === 'TEXT' ? (given.pattern ?? null) : null,
      choices: given.kind === 'CHOICE' ? [...new Set(given.choices ?? [])] : [],
    }),
  )
  .superRefine((made, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (made.kind === 'CHOICE' && made.choices.length === 0) issue('choices', 'Give at least one choice.')
    if (made.default === null) return
    if (made.kind === 'SECRET') return issue('default', 'A secret has no default: everybody would see it here.')
    // Labels come and go: one that nobody carries yet is refused when it is used.
    const labels = new Set([made.default])
    const [problem] = readGiven([made], {}, { labels, path: '' }).issues
    if (problem) issue('default', problem.message)
  })

const parameters = z
  .array(parameter)
  .max(30, 'Ask for at most 30 parameters.')
  .superRefine((list, context) => {
    list.forEach(({ name }, i) => {
      if (!list.slice(0, i).some((other) => other.name === name)) return
      context.addIssue({ code: 'custom', path: [i, 'name'], message: 'There is a parameter with this name already.' })
    })
  })

export const templateInput = z.object({
  name: line(100),
  description: block(2000)
    .nullish()
    .transform((text) => text ?? ''),
  command,
  parameters: parameters.nullish().transform((list) => list ?? []),
  serverIds: z
    .array(id)
    .max(MOST_SERVERS, `Name at most ${MOST_SERVERS} servers.`)
    .nullish()
    .transform((ids) => [...new Set(ids ?? [])]),
  label: line(50)
    .nullish()
    .transform((label) => label ?? null),
  timeoutSeconds: timeoutSeconds.nullish().transform((seconds) => seconds ?? 60),
  needsConfirming: z
    .boolean()
    .nullish()
    .transform((on) => on ?? false),
  role: z
    .enum(['DEVELOPER', 'OPERATOR', 'ADMIN'], 'Give DEVELOPER, OPERATOR or ADMIN.')
    .nullish()
    .transform((role) => role ?? 'DEVELOPER'),
})

export type TemplateInput = z.input<typeof templateInput>
export type TemplateDraft = z.output<typeof templateInput>

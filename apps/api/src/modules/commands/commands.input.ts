import { z } from 'zod'
import { id, line } from '../kernel/fields.ts'
import { command, MOST_SERVERS, timeoutSeconds } from './templates/command-template.input.ts'

export const MOST_PARALLEL = 50

export const runInput = z
  .object({
    serverIds: z
      .array(id)
      .min(1, 'Choose at least one server.')
      .max(MOST_SERVERS, `Choose at most ${MOST_SERVERS} servers.`)
      .refine((ids) => new Set(ids).size === ids.length, 'Name each server once.'),
    command: command.nullish(),
    templateId: id.nullish(),
    parameters: z.record(z.string(), z.unknown(), { error: 'Give an object: { NAME: value }.' }).nullish(),
    timeoutSeconds: timeoutSeconds.nullish(),
    parallel: z
      .int('Write a whole number.')
      .min(1, 'At least 1.')
      .max(MOST_PARALLEL, `At most ${MOST_PARALLEL} at once.`)
      .nullish(),
    stopOnFailure: z.boolean().nullish(),
    confirmation: line(200).nullish(),
    confirmProduction: z.boolean().nullish(),
    clientId: line(200).nullish(),
  })
  .superRefine(({ command, templateId, parameters }, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (!command && !templateId) issue('command', 'Write a command, or choose a template.')
    if (command && templateId) issue('command', 'Give a command or a template, not both.')
    if (!templateId && Object.keys(parameters ?? {}).length > 0)
      issue('parameters', 'Only templates ask for parameters: write the values into the command.')
  })

export type RunCommandInput = z.input<typeof runInput>
export type RunWish = z.output<typeof runInput>

const filterId = z.string().nullish()
export const filterInput = z.object({
  userId: filterId,
  serverId: filterId,
  templateId: filterId,
  state: z.enum(['QUEUED', 'RUNNING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED']).nullish(),
})

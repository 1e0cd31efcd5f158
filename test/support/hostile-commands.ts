import type { Attacked } from './attacked.ts'

let count = 0

export const knownTemplate = `mutation { addCommandTemplate(input: { name: "known", command: "true", parameters: [
  { name: "WHAT", label: "What", kind: TEXT }, { name: "SURE", label: "Sure?", kind: BOOLEAN }] }) { id } }`
export const commandTables = ['CommandTemplate', 'CommandRun', 'CommandTarget']

const template = (known: Record<string, string>) => ({
  name: `template ${++count}`,
  description: 'for tests',
  command: 'echo "$WHAT"',
  parameters: [
    { name: 'WHAT', label: 'What', kind: 'TEXT', required: false, pattern: '[a-z]*' },
    { name: 'HOW', label: 'How', kind: 'CHOICE', choices: ['well'] },
  ],
  serverIds: [known.server],
  label: 'web',
  timeoutSeconds: 10,
  needsConfirming: false,
  role: 'OPERATOR',
})

/** The mutations of commands with inputs that work, for the test that attacks each field alone. */
export const commandMutations = (known: Record<string, string>): Attacked[] => [
  {
    field: 'runCommand',
    args: { input: 'RunCommandInput!' },
    selection: '{ id command }',
    valid: () => ({
      input: {
        serverIds: [known.server],
        command: 'true',
        timeoutSeconds: 5,
        parallel: 1,
        stopOnFailure: true,
        confirmation: '1',
        confirmProduction: true,
        clientId: `command-${++count}`,
      },
    }),
  },
  {
    field: 'runCommand',
    args: { input: 'RunCommandInput!' },
    selection: '{ id }',
    valid: () => ({
      input: {
        ...{ serverIds: [known.server], templateId: known.template, confirmProduction: true },
        parameters: { WHAT: 'x', SURE: true },
      },
    }),
  },
  { field: 'cancelCommand', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
  {
    field: 'addCommandTemplate',
    args: { input: 'CommandTemplateInput!' },
    selection: '{ id name description command label }',
    valid: () => ({ input: template(known) }),
  },
  {
    field: 'updateCommandTemplate',
    args: { id: 'ID!', input: 'CommandTemplateInput!' },
    selection: '{ name description command label }',
    valid: () => ({ id: known.template, input: template(known) }),
  },
  { field: 'removeCommandTemplate', args: { id: 'ID!' }, selection: '', valid: () => ({ id: known.nothing }) },
]

/** The queries of commands. */
export const commandQueries = (known: Record<string, string>): Attacked[] => [
  { field: 'commandRun', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
  {
    field: 'commandRuns',
    args: { first: 'Int', after: 'String', filter: 'CommandRunFilter' },
    selection: '{ totalCount }',
    valid: () => ({
      first: 10,
      filter: { userId: known.nothing, serverId: known.nothing, templateId: known.nothing, state: 'FAILED' },
    }),
  },
  {
    field: 'commandOutput',
    args: { runId: 'ID!', stepKey: 'String', after: 'Int!', limit: 'Int' },
    selection: '{ headSeq }',
    valid: () => ({ runId: known.nothing, stepKey: known.server, after: 0, limit: 10 }),
  },
]

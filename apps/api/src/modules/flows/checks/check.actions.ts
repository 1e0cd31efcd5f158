import type { FlowAction, FlowDefinition } from '../flow.definition.ts'
import type { FormFieldKindName } from '../form.definition.ts'
import { type FlowFinding, finding } from './flow.finding.ts'

/** The kinds of fields that say where each action happens, the one that fits best first. */
const asks: Record<'START_RELEASE' | 'RUN_COMMAND' | 'GRANT_ACCESS', readonly FormFieldKindName[]> = {
  START_RELEASE: ['REVISION'],
  RUN_COMMAND: ['SERVERS'],
  GRANT_ACCESS: ['ENVIRONMENT', 'REVISION'],
}

/** An action must have all that it needs when the ticket comes to it. */
export const checkActions = ({ nodes, form }: FlowDefinition): FlowFinding[] =>
  nodes.flatMap((node) =>
    node.kind === 'END' && node.action ? checkAction(node.action, form, { nodeId: node.id, title: node.title }) : [],
  )

function checkAction(
  action: FlowAction,
  form: FlowDefinition['form'],
  { nodeId, title }: { nodeId: string; title: string },
): FlowFinding[] {
  const missing = (message: string) => finding('ACTION_INCOMPLETE', message, { nodeId })
  if (action.kind === 'CALL_WEBHOOK') {
    return action.hookId === '' ? [missing(`Choose the hook that “${title}” calls.`)] : []
  }
  const findings =
    action.kind === 'RUN_COMMAND' && action.command.trim() === ''
      ? [missing(`Write the command that “${title}” runs.`)]
      : []
  const needed = asks[action.kind]
  const field = form.find(({ name }) => name === action.field)
  if (!field || !needed.includes(field.kind)) {
    findings.push(missing(`Choose a field of the kind ${needed.join(' or ')} for what “${title}” does.`))
  } else if (!field.required || field.shownIf !== null) {
    findings.push(
      finding('ACTION_FIELD_MAY_BE_EMPTY', `Require “${field.title}”, and ask for it always: “${title}” needs it.`, {
        nodeId,
        field: field.name,
      }),
    )
  }
  return findings
}

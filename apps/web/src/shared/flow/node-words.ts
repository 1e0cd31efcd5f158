import type { EnumOf } from '../../graphql/tada.ts'
import { text } from '../i18n/i18n.ts'

/** As much of a node of a flow as its words need. */
interface Named {
  kind: EnumOf<'FlowNodeKind'>
  title: string
  outcome?: EnumOf<'EndOutcome'> | null
  action?: { kind: EnumOf<'FlowActionKind'> } | null
}

/** What a node is called: by its title, else by what it is, such as `Start` or `End · Approved`. */
export function nodeName({ kind, title, outcome }: Named): string {
  if (title) return title
  const what = text(`nodeKind.${kind}`)
  return kind === 'END' && outcome ? `${what} · ${text(`ticketStatus.${outcome}`)}` : what
}

/** What happens once a ticket has come to an end, such as `then: begin the release`; empty: nothing. */
export const thenText = ({ action }: Pick<Named, 'action'>): string => (action ? text(`act.then${action.kind}`) : '')

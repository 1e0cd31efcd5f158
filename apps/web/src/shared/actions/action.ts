import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const actionFragment = graphql(`
  fragment ActionParts on FlowAction { kind automatic command field timeoutSeconds hours hookId }
`)

/** What an approved ticket does. */
export type Action = ResultOf<typeof actionFragment>

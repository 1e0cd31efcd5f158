import { GraphQLError } from 'graphql'
import { CallerError, type FieldIssue } from '../modules/kernel/errors.ts'

// graphql-js names the place of a bad variable only in prose: Variable "$input" got invalid value 5 at "input.name"; …
const badVariable =
  /^Variable "\$(\w+)" (?:got invalid value .*?(?: at "([^"]+)")?; (.*)|of (?:non-null|required) type .*)$/s

function issueOf(prose: string): FieldIssue | null {
  const match = badVariable.exec(prose)
  if (!match) return null
  const [, variable = '', path, reason] = match
  const message = reason ?? 'A value is needed here.'
  // input.labels[0] is written input.labels.0, as everywhere else.
  return {
    path: (path ?? variable).replace(/\[(\d+)\]/g, '.$1'),
    message: message.length > 300 ? `${message.slice(0, 300)}…` : message,
  }
}

function originOf(error: unknown): unknown {
  let origin = error
  while (origin instanceof GraphQLError && origin.originalError) origin = origin.originalError
  return origin
}

/**
 * What a caller sees of an error: a CallerError with its code, a mistake in the request itself as it is, and of anything else
 * nothing but the request id (`report` gets the error for the log).
 */
export function presentError(error: unknown, requestId: string, report: (error: unknown) => void): GraphQLError {
  const place = error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {}
  const origin = originOf(error)
  if (origin instanceof CallerError) {
    return new GraphQLError(origin.message, { ...place, extensions: { code: origin.code, ...origin.extensions } })
  }
  const issue = error instanceof GraphQLError ? issueOf(error.message) : null
  if (issue) {
    return new GraphQLError(`${issue.path}: ${issue.message}`, {
      ...place,
      extensions: { code: 'BAD_USER_INPUT', fields: [issue] },
    })
  }
  if (origin instanceof GraphQLError) return origin
  report(error)
  return new GraphQLError(`Something went wrong here, not on your side. The log knows more under ${requestId}.`, {
    ...place,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
  })
}

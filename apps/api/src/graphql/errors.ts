import { GraphQLError } from 'graphql'
import { CallerError, type FieldIssue } from '../modules/kernel/errors.ts'

// graphql-js names the place of a bad variable only in prose: Variable "$input" got invalid value 5 at "input.name"; …
const badVariable =
  /^Variable "\$(\w+)" (?:got invalid value .*?(?: at "([^"]+)")?; (.*)|of (?:non-null|required) type .*)$/s

function issueOf(message: string): FieldIssue | null {
  const match = badVariable.exec(message)
  if (!match) return null
  const [, variable = '', path, reason] = match
  return { path: path ?? variable, message: reason ?? 'A value is needed here.' }
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
  if (origin instanceof GraphQLError) {
    const issue = issueOf(origin.message)
    if (!issue) return origin
    return new GraphQLError(`${issue.path}: ${issue.message}`, {
      ...place,
      extensions: { ...origin.extensions, code: 'BAD_USER_INPUT', fields: [issue] },
    })
  }
  report(error)
  return new GraphQLError(`Something went wrong here, not on your side. The log knows more under ${requestId}.`, {
    ...place,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
  })
}

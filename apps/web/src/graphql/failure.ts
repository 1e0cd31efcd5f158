/** What went wrong with an operation, ready to be shown: a sentence, a code, and messages per form field. */
export interface Failure {
  /** `extensions.code` of the first error, `NETWORK` when the server could not be reached, else `INTERNAL`. */
  code: string
  message: string
  /** Field path without the argument's name (`environments.0.path`) → what is wrong with it. */
  fields: Record<string, string>
  extensions: Record<string, unknown>
}

interface GraphQLFailure {
  message: string
  extensions?: Record<string, unknown> | undefined
}

interface OperationFailure {
  networkError?: Error | undefined
  graphQLErrors?: readonly GraphQLFailure[] | undefined
  message: string
}

const isField = (value: unknown): value is { path: string; message: string } =>
  typeof value === 'object' && value !== null && 'path' in value && 'message' in value

/** Input paths arrive as `input.name`; forms know their fields without the argument's name. */
const withoutArgument = (path: string) => path.replace(/^input\./, '')

function collectFields(errors: readonly GraphQLFailure[]): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const error of errors) {
    const listed = error.extensions?.fields
    if (!Array.isArray(listed)) continue
    for (const field of listed) {
      if (!isField(field)) continue
      const path = withoutArgument(String(field.path))
      fields[path] = fields[path] ? `${fields[path]} ${field.message}` : String(field.message)
    }
  }
  return fields
}

/** Translates urql's error once, so that pages never look into it. */
export function toFailure(error: OperationFailure): Failure {
  const errors = error.graphQLErrors ?? []
  const first = errors[0]
  if (!first) {
    return { code: error.networkError ? 'NETWORK' : 'INTERNAL', message: error.message, fields: {}, extensions: {} }
  }
  const extensions = first.extensions ?? {}
  return {
    code: typeof extensions.code === 'string' ? extensions.code : 'INTERNAL',
    message: errors.map((each) => each.message).join('\n'),
    fields: collectFields(errors),
    extensions,
  }
}

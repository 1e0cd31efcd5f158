export const parameterKinds = ['TEXT', 'NUMBER', 'CHOICE', 'BOOLEAN', 'SECRET', 'SERVER_LABEL'] as const
export type ParameterKind = (typeof parameterKinds)[number]

/** What a template asks for. The command reads it as the environment variable of its name. */
export interface CommandParameter {
  name: string
  label: string
  kind: ParameterKind
  required: boolean
  default: string | null
  /** Of a TEXT: a regular expression for the whole of it. */
  pattern: string | null
  /** Of a CHOICE. */
  choices: string[]
}

/** What was given, as the command sees it; of a secret the value is null. */
export interface GivenParameter {
  name: string
  value: string | null
}

import type { AnyVariables } from '@urql/vue'
import type { TadaDocumentNode } from 'gql.tada'
import type { Failure } from '../../../graphql/failure.ts'
import type { ReleaseStatus } from '../../../shared/theme/states.ts'

/** A line that only the one who gave the command sees. */
export interface CommandLine {
  text: string
  /** Where it leads to. */
  to?: string
  status?: ReleaseStatus
}

/** What became of a command. Not done: what was typed stays, so that it can be mended. */
export interface CommandResult {
  done: boolean
  lines: readonly CommandLine[]
}

/** Asked before something happens in production. */
export interface CommandQuestion {
  title: string
  detail: string
  action: string
  danger: boolean
}

export type Answer<Data> = { data: Data } | { failure: Failure }

/** What commands need of the page. Everything they do goes through the same operations as the pages, and so the same rights. */
export interface CommandContext {
  room: { id: string; projectId: string | null }
  /** One per intention: the same command sent twice under it is one release. */
  clientId: string
  ask<Data, Variables extends AnyVariables>(
    document: TadaDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Answer<Data>>
  confirm(question: CommandQuestion): Promise<boolean>
  /** Who is in the room right now. */
  online(): readonly { displayName: string }[]
}

export const done = (...lines: CommandLine[]): CommandResult => ({ done: true, lines })
export const refused = (...lines: string[]): CommandResult => ({ done: false, lines: lines.map((text) => ({ text })) })

/** The server's words, or what it says about each field. */
export function failed({ code, message, fields }: Failure, offline: string): CommandResult {
  if (code === 'NETWORK') return refused(offline)
  const told = Object.values(fields)
  return refused(...(told.length > 0 ? told : [message]))
}

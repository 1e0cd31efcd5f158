import { createHash } from 'node:crypto'
import type { EngineVariable, ReleaseSnapshot } from './types.ts'

/**
 * The name of a build: everything that decides what is in it. Two releases with the same key ship the same bytes, to whatever
 * environment.
 */
export function cacheKeyOf(snapshot: ReleaseSnapshot, variables: readonly EngineVariable[]): string {
  const { commit, afterFetchCommand, buildCommand, beforeUploadCommand } = snapshot
  const commands = [afterFetchCommand, buildCommand, beforeUploadCommand]
  const environment = variables.map(({ name, value }) => [name, value]).sort(byName)
  return createHash('sha256')
    .update(JSON.stringify([1, commit, commands, environment]))
    .digest('hex')
}

const byName = ([a]: string[], [b]: string[]): number => ((a ?? '') < (b ?? '') ? -1 : 1)

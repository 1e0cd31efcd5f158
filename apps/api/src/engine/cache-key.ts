import type { EngineVariable, ReleaseSnapshot } from './types.ts'
import { variablesIn } from './variables.ts'

/**
 * The name of a build: everything that decides what is in it. Two releases with the same key ship the same bytes, to whatever
 * environment. `fingerprint` must be keyed: the name is stored in the clear, and secret values are in what it is made of.
 */
export function cacheKeyOf(
  snapshot: ReleaseSnapshot,
  variables: readonly EngineVariable[],
  fingerprint: (text: string) => string,
): string {
  const { commit, afterFetchCommand, buildCommand, beforeUploadCommand } = snapshot
  const commands = [afterFetchCommand, buildCommand, beforeUploadCommand]
  const environment = variablesIn('BUILD', variables)
    .map(({ name, value }) => [name, value])
    .sort(byName)
  // Only what is set stands there, so that builds from before a setting existed are found.
  const { packing, source } = snapshot
  const more = [...(packing ? [{ packing }] : []), ...(source ? [{ source }] : [])]
  return fingerprint(JSON.stringify([1, commit, commands, environment, ...more]))
}

const byName = ([a]: string[], [b]: string[]): number => ((a ?? '') < (b ?? '') ? -1 : 1)

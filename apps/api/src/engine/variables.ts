import type { EngineVariable } from './types.ts'

/** Where a command runs: on the controller to make the build, or on a server. */
export type CommandPlace = 'BUILD' | 'RUNTIME'

/** Those of the variables that commands in this place see. */
export const variablesIn = (place: CommandPlace, variables: readonly EngineVariable[]): EngineVariable[] =>
  variables.filter(({ scope = 'BOTH' }) => scope === 'BOTH' || scope === place)

/** The same as a command's environment. */
export const environmentIn = (place: CommandPlace, variables: readonly EngineVariable[]): Record<string, string> =>
  Object.fromEntries(variablesIn(place, variables).map(({ name, value }) => [name, value]))

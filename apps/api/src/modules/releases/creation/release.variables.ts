import type { EngineVariable, ReleaseSnapshot } from '../../../engine/types.ts'
import { variablesIn } from '../../../engine/variables.ts'

type OpenVariables = (environmentId: string, version?: number) => Promise<EngineVariable[]>

/**
 * The variables that a release runs with: those of the version that was fixed when it was created. A rollback builds (where
 * the build is gone) with those that its build was made with, and runs on servers with its own.
 */
export async function variablesOfRun(open: OpenVariables, snapshot: ReleaseSnapshot): Promise<EngineVariable[]> {
  const { environmentId, variablesVersion, buildVariablesVersion } = snapshot
  const own = await open(environmentId, variablesVersion)
  if (buildVariablesVersion === undefined || buildVariablesVersion === variablesVersion) return own
  const ofBuild = variablesIn('BUILD', await open(environmentId, buildVariablesVersion))
  return [
    ...ofBuild.map((variable) => ({ ...variable, scope: 'BUILD' as const })),
    ...variablesIn('RUNTIME', own).map((variable) => ({ ...variable, scope: 'RUNTIME' as const })),
  ]
}

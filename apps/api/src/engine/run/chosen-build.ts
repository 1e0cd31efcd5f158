import { HandedOver, StepFailed } from '../errors.ts'
import type { Run } from './run-state.ts'

/** Leaves what this worker's disk has of the build in the run: the chosen bytes, else what has the same cache key. */
export async function findArtifact(run: Run, cacheKey: string): Promise<void> {
  const { chosenBuild } = run.snapshot
  const { artifacts } = run.ports
  if (chosenBuild) run.artifact = await artifacts.open(chosenBuild)
  if (!chosenBuild?.required) run.artifact ??= await artifacts.find(cacheKey)
  if (run.artifact !== null) run.accepted.add(run.artifact.sha256)
}

/** Whether the run ships the very bytes that were chosen. */
export const isChosen = ({ artifact, snapshot }: Run): boolean =>
  artifact !== null && artifact.sha256 === snapshot.chosenBuild?.sha256

/**
 * Bytes that a server lacks and this disk has not: another worker goes on where they are on its disk; where they must be these
 * and nobody has them, the release ends before anything was touched.
 * @throws HandedOver, StepFailed
 */
export async function requireChosenBuild(run: Run): Promise<void> {
  const { chosenBuild } = run.snapshot
  // What has failed already ships nothing more.
  if (run.failure !== null || !chosenBuild || isChosen(run) || run.servers.every((server) => server.present)) return
  if (await run.ports.builds.elsewhere(chosenBuild)) {
    run.stop.abort(new HandedOver(`${nameOf(run)} lies on another worker's disk.`))
    run.stop.signal.throwIfAborted()
  }
  if (!chosenBuild.required) return
  throw new StepFailed(
    `${nameOf(run)} is in no running worker's cache any more. Start the worker that has it, or release the commit ` +
      `${run.snapshot.commit.slice(0, 12)} anew: it is built again then, and may come out different.`,
  )
}

export const chosenSentence = (run: Run): string => `${nameOf(run)}.`

/** `Build b4f0c1d2e3f4 from release #12` */
function nameOf({ snapshot: { chosenBuild } }: Run): string {
  const from = chosenBuild?.madeBy == null ? '' : ` from release #${chosenBuild.madeBy}`
  return `Build ${chosenBuild?.sha256.slice(0, 12)}${from}`
}

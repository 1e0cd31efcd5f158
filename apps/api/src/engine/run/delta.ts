import { rebuild } from '../commands/rebuild.ts'
import { EXIT } from '../commands/script.ts'
import { StepFailed } from '../errors.ts'
import type { Artifact, Delta } from '../ports.ts'
import { filesLeft } from './files-left.ts'
import { type Run, type ServerRun, sentenceOf } from './run-state.ts'
import { sendFile } from './send-file.ts'
import { holder } from './server-script.ts'

/** Sends what a server lacks of the build. False when it has too little of it: nothing has changed there then. */
export async function sendDelta(
  run: Run,
  server: ServerRun,
  key: string,
  artifact: Artifact,
  attempt: number,
): Promise<boolean> {
  const found = await findDelta(run, server, key, artifact)
  if (found === null) return false
  const { base, delta } = found
  const { commit, sharedPaths } = run.snapshot
  const { tarSha256, tarBytes, sha256: fileSha256 } = delta
  const arrival = { ...holder(run), commit, sha256: artifact.sha256, sharedPaths, attempt: `${run.fence}-${attempt}` }
  try {
    await sendFile(run, server, key, delta, (transfer) =>
      rebuild({ ...arrival, ...transfer, fileSha256, base, tarSha256, tarBytes }),
    )
  } catch (error) {
    const code = error instanceof StepFailed ? error.exitCode : null
    if (code !== EXIT.notRebuilt && code !== EXIT.damaged) throw error
    server.builds = []
    return false
  }
  server.reused = { bytes: artifact.sizeBytes - delta.sizeBytes, from: base }
  return true
}

/** The newest earlier build on a server that is known here, and what the server lacks beside it. */
export async function findDelta(
  run: Run,
  server: ServerRun,
  key: string,
  artifact: Artifact,
): Promise<{ base: string; delta: Delta } | null> {
  const { artifacts, journal } = run.ports
  for (const { directory, sha256 } of server.builds) {
    if (!(await artifacts.knows(sha256))) continue
    const has = await filesLeft(run, server, directory)
    if (has === null) return null
    try {
      const delta = await artifacts.delta(artifact, { sha256, has })
      return delta === null || !fits(server, delta) ? null : { base: directory, delta }
    } catch (error) {
      await journal.output(key, 'SYSTEM', `What the server lacks could not be told: ${sentenceOf(error)}\n`)
      return null
    }
  }
  return null
}

/** The tar that is made on the server and what is unpacked from it, beside each other, with some room. */
const fits = ({ freeKb }: ServerRun, { tarBytes, sizeBytes }: Delta): boolean =>
  freeKb === null || freeKb * 1024 > tarBytes * 2.2 + sizeBytes * 2

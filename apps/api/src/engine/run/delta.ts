import { rebuild } from '../commands/rebuild.ts'
import { EXIT } from '../commands/script.ts'
import { StepFailed } from '../errors.ts'
import type { Artifact } from '../ports.ts'
import { findDelta } from './found-delta.ts'
import type { Run, ServerRun } from './run-state.ts'
import { sendFile } from './send-file.ts'
import { learnFromDelta } from './server-pace.ts'
import { holder } from './server-script.ts'

/** Sends what a server lacks of the build. False where the whole is to be sent: nothing has changed there then. */
export async function sendDelta(
  run: Run,
  server: ServerRun,
  key: string,
  artifact: Artifact,
  attempt: number,
): Promise<boolean> {
  const began = performance.now()
  const found = await findDelta(run, server, key, artifact)
  server.sending = found.sending
  if (!('delta' in found)) return false
  const { base, delta } = found
  const askedMs = performance.now() - began
  const { commit, sharedPaths } = run.snapshot
  const { tarSha256, tarBytes, sha256: fileSha256 } = delta
  const arrival = { ...holder(run), commit, sha256: artifact.sha256, sharedPaths, attempt: `${run.fence}-${attempt}` }
  try {
    const sent = await sendFile(run, server, key, delta, (transfer) =>
      rebuild({ ...arrival, ...transfer, fileSha256, base, tarSha256, tarBytes }),
    )
    await learnFromDelta(run, server, artifact, delta, { ...sent, askedMs })
  } catch (error) {
    const code = error instanceof StepFailed ? error.exitCode : null
    if (code !== EXIT.notRebuilt && code !== EXIT.damaged) throw error
    server.builds = []
    server.sending = { way: 'WHOLE', why: 'NOT_REBUILT' }
    return false
  }
  server.reused = { bytes: artifact.sizeBytes - delta.sizeBytes, from: base }
  return true
}

import { EXIT } from '../commands/script.ts'
import { upload } from '../commands/upload.ts'
import { StepFailed } from '../errors.ts'
import type { Artifact } from '../ports.ts'
import { sentSentence, tellSent } from './byte-counts.ts'
import { sendDelta } from './delta.ts'
import { despiteLosses } from './perform.ts'
import type { Run, ServerRun } from './run-state.ts'
import { sendFile } from './send-file.ts'
import { learnFromWhole } from './server-pace.ts'
import { holder } from './server-script.ts'

/**
 * Sends the build to a server and has it verified and unpacked there: what the server lacks of it, where it has most of it,
 * else the whole artifact; again when it was cut or came damaged. Returns what travelled, in a sentence.
 */
export async function sendBuild(run: Run, server: ServerRun, key: string): Promise<string> {
  const { artifact } = run
  if (artifact === null) throw new StepFailed('There is no build to send.')
  const again = { left: 1 }
  const arrived = (state: { build: string | null }) => state.build === artifact.sha256
  await despiteLosses(
    run,
    server,
    key,
    async (attempt) => {
      if (!(await sendDelta(run, server, key, artifact, attempt)))
        await sendWhole(run, server, key, artifact, attempt, again)
    },
    arrived,
  )
  await tellSent(run, server)
  const sentence = sentSentence(server, artifact)
  await run.ports.journal.output(key, 'SYSTEM', `${sentence}\n`)
  return sentence
}

/** What came damaged is sent anew, once in a release. */
async function sendWhole(
  run: Run,
  server: ServerRun,
  key: string,
  artifact: Artifact,
  attempt: number,
  again: { left: number },
): Promise<void> {
  try {
    await send(run, server, key, artifact, attempt)
  } catch (error) {
    if (!(error instanceof StepFailed) || error.exitCode !== EXIT.damaged || again.left-- === 0) throw error
    await run.ports.journal.output(key, 'SYSTEM', 'It is sent once more.\n')
    await sendWhole(run, server, key, artifact, attempt, again)
  }
}

async function send(run: Run, server: ServerRun, key: string, artifact: Artifact, attempt: number): Promise<void> {
  const { commit, sharedPaths } = run.snapshot
  const { sha256 } = artifact
  const arrival = { ...holder(run), commit, sha256, sharedPaths, attempt: `${run.fence}-${attempt}` }
  const sent = await sendFile(run, server, key, artifact, (transfer) => upload({ ...arrival, ...transfer }))
  await learnFromWhole(run, server, sent)
}

import type { Artifact, Delta } from '../ports.ts'
import { canPay, whatPays } from '../sending/pays.ts'
import type { Sending, SendingReason } from '../sending/sending.ts'
import { filesLeft } from './files-left.ts'
import { type Run, type ServerRun, sentenceOf } from './run-state.ts'
import { paceOf } from './server-pace.ts'

/** How a build goes to a server; with what the server lacks of it where that is what goes. */
export type FoundDelta = { sending: Sending } | { sending: Sending; base: string; delta: Delta }

/** What the server lacks beside the newest earlier build there that is known here, where that arrives sooner than the whole. */
export async function findDelta(run: Run, server: ServerRun, key: string, artifact: Artifact): Promise<FoundDelta> {
  const { artifacts, journal } = run.ports
  const base = await knownBuild(run, server)
  // After a build that could not be put together nothing there is trusted any more, and it stays said why.
  if (base === null) return whole(server.sending?.why === 'NOT_REBUILT' ? 'NOT_REBUILT' : 'NOTHING_THERE')
  const pace = await paceOf(run, server)
  const atBest = canPay(artifact, pace)
  if (atBest.way === 'WHOLE') return { sending: atBest }
  const has = await filesLeft(run, server, base.directory)
  if (has === null) return whole('NOT_TOLD')
  try {
    const delta = await artifacts.delta(artifact, { sha256: base.sha256, has })
    if (delta === null) return whole('LITTLE_SAVED')
    if (!fits(server, delta)) return whole('NO_ROOM')
    const { sizeBytes: missingBytes, tarBytes } = delta
    const load = { wholeBytes: artifact.sizeBytes, missingBytes, tarBytes, files: artifact.fileCount }
    const sending = whatPays(load, pace)
    return sending.way === 'WHOLE' ? { sending } : { sending, base: base.directory, delta }
  } catch (error) {
    await journal.output(key, 'SYSTEM', `What the server lacks could not be told: ${sentenceOf(error)}\n`)
    return whole('NOT_TOLD')
  }
}

const whole = (why: SendingReason): FoundDelta => ({ sending: { way: 'WHOLE', why } })

async function knownBuild(run: Run, { builds }: ServerRun): Promise<ServerRun['builds'][number] | null> {
  for (const build of builds) if (await run.ports.artifacts.knows(build.sha256)) return build
  return null
}

/** The tar that is made on the server and what is unpacked from it, beside each other, with some room. */
const fits = ({ freeKb }: ServerRun, { tarBytes, sizeBytes }: Delta): boolean =>
  freeKb === null || freeKb * 1024 > tarBytes * 2.2 + sizeBytes * 2

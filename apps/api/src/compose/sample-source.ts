import type { ProbeAsker } from '../modules/metrics/probes/probe-asker.ts'
import { ASK_FIGURES, ASK_MOUNTS, BATCH_END, BATCH_SCRIPT } from '../modules/metrics/sampling/batch-script.ts'
import type { SampleSource } from '../modules/metrics/sampling/sample-source.ts'
import { createProber } from '../platform/http/prober.ts'
import { startAnswering } from '../platform/ssh/answering-script.ts'
import { createSshShell, type SshShellOptions } from '../platform/ssh/ssh-shell.ts'
import { createProbeAsker } from './probe-asker.ts'

/** A server that hangs is let go within 20 s: the last two are for its connection to close. */
const ANSWER_MS = 18_000
const SAMPLING_LIMITS = { connectMs: 4_000, signInMs: 10_000, channelOpenMs: 4_000 }

/** Asks applications for their numbers, over connections of the same kind. */
export const createSshProbeAsker = (options: SshShellOptions): ProbeAsker =>
  createProbeAsker({ http: createProber(), remote: createSshShell({ ...options, limits: SAMPLING_LIMITS }) })

/** Samples over SSH: a connection of its own for each server, which no release waits for, and one script that stays running on it. */
export function createSshSampleSource({
  addressOf,
  logger,
  answerMs = ANSWER_MS,
}: SshShellOptions & { answerMs?: number }): SampleSource {
  const shell = createSshShell({ addressOf, limits: SAMPLING_LIMITS, ...(logger ? { logger } : {}) })
  return {
    async open(serverId, signal) {
      const connection = await shell.connect(serverId, { signal })
      const script = startAnswering(connection, BATCH_SCRIPT, { end: BATCH_END, answerMs })
      return {
        batch: ({ mounts }) => script.ask(mounts ? ASK_MOUNTS : ASK_FIGURES),
        get alive() {
          return script.alive
        },
        close: () => connection.close(),
      }
    },
  }
}

import type { ProbeQuestion } from '../../../engine/probe-gate.ts'
import type { Probed } from './probe-value.ts'

/** What is asked, and where the number stands in the answer. */
export type Question = ProbeQuestion

/** Asks applications for their numbers. The adapter speaks HTTP and SSH. */
export interface ProbeAsker {
  /** Nothing is sent before `ask`. */
  open(question: Question): OpenProbe
}

export interface OpenProbe {
  /** One question, which ends in time whatever the other side does. Never rejects but when `signal` fires. */
  ask(signal: AbortSignal): Promise<Probed>
  /** Lets go of the connection. Never throws. */
  close(): Promise<void>
}

/** One question, and nothing is left open behind it. */
export async function askOnce(asker: ProbeAsker, question: Question, signal: AbortSignal): Promise<Probed> {
  const open = asker.open(question)
  try {
    return await open.ask(signal)
  } finally {
    await open.close()
  }
}

import type { ReleaseControls, Wishes } from '../engine/controls.ts'
import type { ControlLog } from '../modules/releases/control/control-log.ts'
import { type ControlState, wishesOf } from '../modules/releases/control/control-state.ts'
import type { Claim } from '../modules/releases/queue/release.queue.ts'

export interface HeardControls extends ReleaseControls {
  /** Something may have been said: reads it, when `head` is news. Failures wait for the next look. */
  hear(head: number): void
}

/** What people want of a release, as the worker that runs it hears it. */
export function hearControls(
  claim: Claim,
  log: ControlLog,
  first: ControlState,
  masked: (sentence: string) => string,
): HeardControls {
  const listeners = new Set<() => void>()
  let { head } = first
  let wishes: Wishes = wishesOf(first)
  let reading: Promise<void> = Promise.resolve()

  async function read(): Promise<void> {
    const state = await log.readControls(claim.releaseId)
    // An answer that was overtaken tells what is known already.
    if (state.head <= head) return
    head = state.head
    wishes = wishesOf(state)
    for (const listener of [...listeners]) listener()
  }

  return {
    get wishes() {
      return wishes
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    hear(told) {
      if (told > head) reading = reading.then(read).catch(() => undefined)
    },
    async ask(question) {
      // What failed quotes servers and programs, as the messages of steps do.
      await log.askPeople(claim, { ...question, message: masked(question.message) })
      await read()
    },
  }
}

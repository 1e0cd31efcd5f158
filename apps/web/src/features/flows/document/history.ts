import type { FlowDocument } from './flow-document.ts'

/** What was and what was taken back; documents share what did not change. */
export interface History {
  past: readonly FlowDocument[]
  present: FlowDocument
  future: readonly FlowDocument[]
  /** What the last change was about: typing on at the same place is one change. */
  topic: string | null
}

const most = 200

export const beginHistory = (present: FlowDocument): History => ({ past: [], present, future: [], topic: null })

/** @param topic of a change that may go on, such as the typing of a title; null: a change of its own */
export function record(history: History, present: FlowDocument, topic: string | null = null): History {
  if (present === history.present) return history
  const goesOn = topic !== null && topic === history.topic
  const past = goesOn ? history.past : [...history.past, history.present].slice(-most)
  return { past, present, future: [], topic }
}

export function undo(history: History): History {
  const present = history.past.at(-1)
  if (!present) return history
  return { past: history.past.slice(0, -1), present, future: [history.present, ...history.future], topic: null }
}

export function redo(history: History): History {
  const [present, ...future] = history.future
  return present ? { past: [...history.past, history.present], present, future, topic: null } : history
}

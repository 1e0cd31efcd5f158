import type { Seen } from './watch.ts'

/** A moment of a release at which a process is killed. */
export interface Phase {
  name: string
  /** Whether this event opens the phase. */
  opens(event: Seen): boolean
  /** The longest that the kill comes after that, in ms. */
  spreadMs: number
}

const step = (prefix: string, status: string) => (event: Seen) =>
  event.stepStatus === status && (event.stepKey ?? '').startsWith(prefix)

/** All phases of a release, in order. */
export const phases: Phase[] = [
  { name: 'while it starts', opens: (event) => event.releaseStatus === 'RUNNING', spreadMs: 150 },
  { name: 'during the fetch', opens: step('fetch', 'RUNNING'), spreadMs: 60 },
  { name: 'during the build', opens: step('build', 'RUNNING'), spreadMs: 500 },
  { name: 'while it is packed', opens: step('package', 'RUNNING'), spreadMs: 200 },
  { name: 'during the upload', opens: step('upload:', 'RUNNING'), spreadMs: 250 },
  { name: 'between upload and switch', opens: step('upload:', 'SUCCEEDED'), spreadMs: 100 },
  { name: 'during the restart', opens: step('restart:', 'RUNNING'), spreadMs: 400 },
  { name: 'during the check', opens: step('check:', 'RUNNING'), spreadMs: 300 },
  { name: 'at the end', opens: step('end', 'RUNNING'), spreadMs: 100 },
]

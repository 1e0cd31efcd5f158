import type { Theme } from './palette.ts'

/** The eight states of a step. UNKNOWN is the warning state: the connection ended and nobody knows yet. */
export type StepStatus =
  | 'PENDING'
  | 'BLOCKED'
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'CANCELLED'
  | 'SKIPPED'
  | 'UNKNOWN'

export type ReleaseStatus =
  | 'QUEUED'
  | 'WAITING_APPROVAL'
  | 'SCHEDULED'
  | 'RUNNING'
  | 'CANCELLING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'CANCELLED'

export interface StateColours {
  /** Background of the shape. */
  fill: string
  /** Border and icon: at least 3:1 on the page and on the fill. */
  border: string
  /** At least 4.5:1 on the fill. */
  text: string
}

/**
 * Hues after Okabe and Ito, told apart by people who see colours differently; an icon, a border pattern and a word stand
 * beside each colour.
 */
export const stateColours: Record<Theme, Record<StepStatus, StateColours>> = {
  light: {
    PENDING: { fill: '#f3f4f6', border: '#7d8795', text: '#4c5563' },
    BLOCKED: { fill: '#f5edfb', border: '#8a4fbf', text: '#67329a' },
    RUNNING: { fill: '#e5f1fd', border: '#0a6ed1', text: '#084f98' },
    SUCCEEDED: { fill: '#e2f5ee', border: '#00805c', text: '#045f45' },
    FAILED: { fill: '#fdeae5', border: '#cc3a00', text: '#962b00' },
    CANCELLED: { fill: '#e6e8ec', border: '#4b5563', text: '#374151' },
    SKIPPED: { fill: '#ffffff', border: '#828c99', text: '#5a6471' },
    UNKNOWN: { fill: '#fdf3d7', border: '#9a6700', text: '#744d00' },
  },
  dark: {
    PENDING: { fill: '#1c222b', border: '#7a8594', text: '#b3bcc8' },
    BLOCKED: { fill: '#2a1f38', border: '#b687e8', text: '#d9bff5' },
    RUNNING: { fill: '#10263f', border: '#4aa3f5', text: '#a9d4ff' },
    SUCCEEDED: { fill: '#0d2d24', border: '#2bb98d', text: '#90e3c6' },
    FAILED: { fill: '#3b1b12', border: '#ff7a4d', text: '#ffbda6' },
    CANCELLED: { fill: '#2a2f38', border: '#9aa4b2', text: '#d3d9e1' },
    SKIPPED: { fill: '#12161c', border: '#6f7a89', text: '#a3adba' },
    UNKNOWN: { fill: '#33270a', border: '#e0a526', text: '#f5d58c' },
  },
}

/** A release borrows the look of the step state that says the same. */
export const releaseState: Record<ReleaseStatus, StepStatus> = {
  QUEUED: 'PENDING',
  WAITING_APPROVAL: 'BLOCKED',
  SCHEDULED: 'BLOCKED',
  RUNNING: 'RUNNING',
  CANCELLING: 'UNKNOWN',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
}

const finished = new Set<ReleaseStatus>(['SUCCEEDED', 'FAILED', 'CANCELLED'])
export const isFinished = (status: ReleaseStatus) => finished.has(status)
export const isActive = (status: ReleaseStatus) => status === 'RUNNING' || status === 'CANCELLING'

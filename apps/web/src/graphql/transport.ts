import { reactive, readonly } from 'vue'

/** How the live connection is doing; the banner and the status dot show it. */
export interface Transport {
  state: 'idle' | 'connecting' | 'connected' | 'waiting' | 'offline'
  /** When the next attempt starts (ms since the epoch); only while waiting. */
  retryAt: number | null
  /** Lost connections since the last good one. */
  failures: number
}

const state = reactive<Transport>({ state: 'idle', retryAt: null, failures: 0 })

export const transport = readonly(state)

export function noteTransport(change: Partial<Transport>) {
  Object.assign(state, { retryAt: null }, change)
}

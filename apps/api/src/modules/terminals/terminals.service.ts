import { createLiveTerminals } from './live-terminals.ts'
import { createTerminalEnding } from './terminal-ending.ts'
import { createTerminalOpening } from './terminal-opening.ts'
import { createTerminalReads } from './terminal-reads.ts'
import type { TerminalPorts } from './terminals.ports.ts'

/** Shells on servers that people work in by hand, recorded. */
export function createTerminals(ports: TerminalPorts) {
  const live = createLiveTerminals(ports)
  return {
    ...createTerminalOpening(ports),
    ...createTerminalEnding(ports, live),
    ...createTerminalReads(ports),
    /** Whose page may come for a terminal, over its WebSocket. */
    admitToTerminal: live.admit,
    /** Ends all that this process holds, with a word to their pages. */
    stopTerminals: live.stop,
  }
}

export type Terminals = ReturnType<typeof createTerminals>

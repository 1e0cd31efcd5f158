/** What the server tells of a terminal. */
export interface TerminalState {
  state: string
  output?: number
  input?: number
  lost?: boolean
  seconds?: number
  end?: string
  message?: string
  exitCode?: number | null
}

type ServerFrame =
  | { kind: 'output'; offset: number; bytes: Buffer }
  | { kind: 'taken'; offset: number }
  | { kind: 'state'; told: TerminalState }

/** What the server sends, read strictly. */
export function readWholeFrame(frame: Buffer): ServerFrame {
  switch (frame[0]) {
    case 1:
      return { kind: 'output', offset: Number(frame.readBigUInt64BE(1)), bytes: frame.subarray(9) }
    case 2:
      return { kind: 'taken', offset: Number(frame.readBigUInt64BE(1)) }
    case 3:
      return { kind: 'state', told: JSON.parse(frame.subarray(1).toString()) }
    default:
      throw new Error(`the server sent a frame of kind ${frame[0]}`)
  }
}

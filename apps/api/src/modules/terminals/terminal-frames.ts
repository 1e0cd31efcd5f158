/**
 * What travels over a terminal's WebSocket: binary messages, the first byte says what it is, numbers are big-endian. Offsets
 * count bytes from the terminal's first one. See docs/terminal.md.
 */

/** From the page. */
const INPUT = 1
const RESIZE = 2
const TAKEN_IN = 3
const END = 4
const HELLO = 5

/** To the page. */
const OUTPUT = 1
const TAKEN = 2
const STATE = 3

export const MAX_INPUT_BYTES = 16 * 1024
/** More than the largest message that the page sends. */
export const MAX_FRAME_BYTES = MAX_INPUT_BYTES + 64
export const MAX_SIDE = 1000

export type PageFrame =
  /** What was typed; bytes that were taken already are left out. */
  | { kind: 'input'; offset: number; bytes: Buffer }
  | { kind: 'resize'; columns: number; rows: number }
  /** Everything before the offset is on the screen. */
  | { kind: 'takenIn'; offset: number }
  | { kind: 'end' }
  /** The first message: what the page has, and how large it is. */
  | { kind: 'hello'; offset: number; columns: number; rows: number }

/** Null for everything that no page sends. */
export function readFrame(frame: Buffer): PageFrame | null {
  switch (frame[0]) {
    case INPUT: {
      const offset = offsetAt(frame, 1)
      const bytes = frame.subarray(9)
      return offset === null || bytes.length === 0 || bytes.length > MAX_INPUT_BYTES
        ? null
        : { kind: 'input', offset, bytes }
    }
    case RESIZE: {
      const size = frame.length === 5 ? sizeAt(frame, 1) : null
      return size && { kind: 'resize', ...size }
    }
    case TAKEN_IN: {
      const offset = frame.length === 9 ? offsetAt(frame, 1) : null
      return offset === null ? null : { kind: 'takenIn', offset }
    }
    case END:
      return frame.length === 1 ? { kind: 'end' } : null
    case HELLO: {
      const offset = frame.length === 13 ? offsetAt(frame, 1) : null
      const size = frame.length === 13 ? sizeAt(frame, 9) : null
      return offset === null || !size ? null : { kind: 'hello', offset, ...size }
    }
    default:
      return null
  }
}

function offsetAt(frame: Buffer, at: number): number | null {
  if (frame.length < at + 8) return null
  const offset = frame.readBigUInt64BE(at)
  return offset <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(offset) : null
}

function sizeAt(frame: Buffer, at: number): { columns: number; rows: number } | null {
  const columns = frame.readUInt16BE(at)
  const rows = frame.readUInt16BE(at + 2)
  return [columns, rows].every((side) => side >= 1 && side <= MAX_SIDE) ? { columns, rows } : null
}

export function outputFrame(offset: number, bytes: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(9 + bytes.length)
  writeHead(frame, OUTPUT, offset)
  frame.set(bytes, 9)
  return frame
}

/** All input before the offset is on its way to the shell. */
export function takenFrame(offset: number): Buffer {
  const frame = Buffer.allocUnsafe(9)
  writeHead(frame, TAKEN, offset)
  return frame
}

function writeHead(frame: Buffer, kind: number, offset: number) {
  frame[0] = kind
  frame.writeBigUInt64BE(BigInt(offset), 1)
}

/** How a terminal stands, as the page is told. */
export type ToldState =
  | { state: 'CONNECTING' }
  /** Output goes on at `output`, input at `input`; `lost`: some output in between is no longer here. */
  | { state: 'OPEN'; output: number; input: number; lost: boolean }
  /** Nobody types: it ends in so many seconds. */
  | { state: 'IDLE'; seconds: number }
  /** Somebody typed after that. */
  | { state: 'AWAKE' }
  | { state: 'ENDED'; end: string; message: string; exitCode: number | null }

export const stateFrame = (told: ToldState): Buffer =>
  Buffer.concat([Buffer.of(STATE), Buffer.from(JSON.stringify(told))])

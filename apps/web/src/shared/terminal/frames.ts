/** What travels over a terminal's WebSocket: see docs/terminal.md. Offsets count bytes. */

export const inputFrame = (offset: number, bytes: Uint8Array) => withOffset(1, offset, bytes)
export const takenInFrame = (offset: number) => withOffset(3, offset, new Uint8Array())
export const endFrame = () => Uint8Array.of(4)

export function resizeFrame({ columns, rows }: Size) {
  const frame = new DataView(new ArrayBuffer(5))
  frame.setUint8(0, 2)
  frame.setUint16(1, columns)
  frame.setUint16(3, rows)
  return new Uint8Array(frame.buffer)
}

export function helloFrame(offset: number, { columns, rows }: Size) {
  const frame = new DataView(new ArrayBuffer(13))
  frame.setUint8(0, 5)
  frame.setBigUint64(1, BigInt(offset))
  frame.setUint16(9, columns)
  frame.setUint16(11, rows)
  return new Uint8Array(frame.buffer)
}

/** In characters. */
export interface Size {
  columns: number
  rows: number
}

/** How a terminal stands, as the server tells it. */
export type ToldState =
  | { state: 'CONNECTING' }
  | { state: 'OPEN'; output: number; input: number; lost: boolean }
  | { state: 'IDLE'; seconds: number }
  | { state: 'AWAKE' }
  | { state: 'ENDED'; end: string; message: string; exitCode: number | null }

export type ServerFrame =
  | { kind: 'output'; offset: number; bytes: Uint8Array }
  | { kind: 'taken'; offset: number }
  | { kind: 'state'; told: ToldState }

/** Null for a kind that this page does not know yet. */
export function readFrame(buffer: ArrayBuffer): ServerFrame | null {
  const view = new DataView(buffer)
  const offset = () => Number(view.getBigUint64(1))
  switch (view.byteLength > 0 ? view.getUint8(0) : 0) {
    case 1:
      return { kind: 'output', offset: offset(), bytes: new Uint8Array(buffer, 9) }
    case 2:
      return { kind: 'taken', offset: offset() }
    case 3:
      return { kind: 'state', told: JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 1))) as ToldState }
    default:
      return null
  }
}

function withOffset(kind: number, offset: number, bytes: Uint8Array) {
  const frame = new Uint8Array(9 + bytes.length)
  const view = new DataView(frame.buffer)
  view.setUint8(0, kind)
  view.setBigUint64(1, BigInt(offset))
  frame.set(bytes, 9)
  return frame
}

import {
  endFrame,
  helloFrame,
  inputFrame,
  readFrame,
  resizeFrame,
  type Size,
  type ToldState,
  takenInFrame,
} from './frames.ts'
import { createTypedInput } from './typed-input.ts'

/** How a terminal stands for the person before it. */
export type LinkState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  /** The connection broke; it is tried again. */
  | { kind: 'reconnecting' }
  /** Nobody types: it ends at this moment, in ms since the epoch. */
  | { kind: 'idle'; until: number }
  /** `end` as the API has it; `GONE`: the server knows it no longer; `REPLACED`: another page has it. */
  | { kind: 'ended'; end: string; message: string; exitCode: number | null }

export interface TerminalLinkParts {
  /** Of the terminal's WebSocket. */
  url: string
  size(): Size
  /** Shows output; calls back when it is on the screen. */
  show(bytes: Uint8Array, shown: () => void): void
  /** Some output is missing here. */
  missed(): void
  changed(state: LinkState): void
}

export interface TerminalLink {
  type(bytes: Uint8Array): void
  resize(): void
  /** Ends the terminal itself. */
  end(): void
  /** Takes it back from another page, or tries once more. */
  connect(): void
  /** Leaves it: it waits on the server for half a minute. */
  leave(): void
}

/** So long a terminal waits on the server. */
const GRACE_MS = 30_000
const RETRY_MS = 700
const ACKNOWLEDGE_BYTES = 48 * 1024
const ACKNOWLEDGE_MS = 100

const endOf: Record<number, string> = {
  4401: 'SIGNED_OUT',
  4404: 'GONE',
  4410: 'REPLACED',
  4400: 'BROKEN',
  4429: 'BROKEN',
}

/** The page's end of a terminal: acknowledges what is on the screen, comes back after a cut, and loses nothing that was typed. */
export function createTerminalLink(parts: TerminalLinkParts): TerminalLink {
  let socket: WebSocket | null = null
  let received = 0
  let shown = 0
  let acknowledged = 0
  let open = false
  let over = false
  let cutAt: number | null = null
  let retry: ReturnType<typeof setTimeout> | undefined
  let acknowledging: ReturnType<typeof setTimeout> | undefined
  const typed = createTypedInput()

  const send = (frame: Uint8Array<ArrayBuffer>) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(frame)
  }
  const sendTyped = () => {
    for (let piece = open ? typed.next() : null; piece; piece = typed.next())
      send(inputFrame(piece.offset, piece.bytes))
  }
  const acknowledge = () => {
    clearTimeout(acknowledging)
    acknowledging = undefined
    if (shown === acknowledged) return
    acknowledged = shown
    send(takenInFrame(shown))
  }
  const end = (state: Extract<LinkState, { kind: 'ended' }>) => {
    over = true
    open = false
    clearTimeout(retry)
    parts.changed(state)
  }

  function follow(told: ToldState) {
    switch (told.state) {
      case 'CONNECTING':
        return parts.changed({ kind: 'connecting' })
      case 'OPEN':
        if (told.lost) parts.missed()
        received = shown = acknowledged = told.output
        typed.restart(told.input)
        open = true
        cutAt = null
        parts.changed({ kind: 'open' })
        return sendTyped()
      case 'IDLE':
        return parts.changed({ kind: 'idle', until: Date.now() + told.seconds * 1000 })
      case 'AWAKE':
        return parts.changed({ kind: 'open' })
      case 'ENDED':
        return end({ kind: 'ended', end: told.end, message: told.message, exitCode: told.exitCode })
    }
  }

  function take(buffer: ArrayBuffer) {
    const frame = readFrame(buffer)
    if (frame?.kind === 'state') follow(frame.told)
    else if (frame?.kind === 'taken') {
      typed.taken(frame.offset)
      sendTyped()
    } else if (frame?.kind === 'output') {
      received = frame.offset + frame.bytes.length
      const upTo = received
      parts.show(frame.bytes, () => {
        shown = Math.max(shown, upTo)
        if (shown - acknowledged >= ACKNOWLEDGE_BYTES) acknowledge()
        else acknowledging ??= setTimeout(acknowledge, ACKNOWLEDGE_MS)
      })
    }
  }

  function cut(code: number) {
    open = false
    if (over) return
    const final = endOf[code]
    if (final) return end({ kind: 'ended', end: final, message: '', exitCode: null })
    cutAt ??= Date.now()
    if (Date.now() - cutAt > GRACE_MS) return end({ kind: 'ended', end: 'GONE', message: '', exitCode: null })
    parts.changed({ kind: 'reconnecting' })
    retry = setTimeout(connect, RETRY_MS)
  }

  function connect() {
    clearTimeout(retry)
    const next = new WebSocket(parts.url)
    next.binaryType = 'arraybuffer'
    socket = next
    // What was received and is not on the screen yet will be: it must not come twice.
    next.onopen = () => next.send(helloFrame(received, parts.size()))
    next.onmessage = ({ data }) => socket === next && take(data as ArrayBuffer)
    next.onclose = ({ code }) => socket === next && cut(code)
  }
  connect()

  return {
    type(bytes) {
      if (over) return
      typed.add(bytes)
      sendTyped()
    },
    resize: () => open && send(resizeFrame(parts.size())),
    end: () => send(endFrame()),
    connect() {
      over = false
      cutAt = null
      parts.changed({ kind: 'connecting' })
      connect()
    },
    leave() {
      over = true
      clearTimeout(retry)
      clearTimeout(acknowledging)
      socket?.close()
    },
  }
}

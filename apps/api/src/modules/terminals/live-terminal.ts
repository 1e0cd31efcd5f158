import { setTimeout as pause } from 'node:timers/promises'
import type { Viewer } from '../kernel/viewer.ts'
import type { ServerAddress } from '../servers/servers.ports.ts'
import { createOutputWindow } from './output-window.ts'
import { createTerminalClocks } from './terminal-clocks.ts'
import { closedByUser, type Ending, exited, notOpened, notRecorded, outOfTime } from './terminal-ends.ts'
import { MAX_INPUT_BYTES, outputFrame, readFrame, stateFrame, type ToldState, takenFrame } from './terminal-frames.ts'
import type { TerminalRecorder } from './terminal-recorder.ts'
import type { OpenShell, Shell, TerminalLimits, TerminalSize } from './terminals.ports.ts'

/** Output goes out in pieces of at most this. */
const PIECE_BYTES = 32 * 1024
/** So much input may wait for a server that takes none; a page that keeps to the protocol has less under way. */
const MOST_INPUT_BYTES = 16 * MAX_INPUT_BYTES
/** Sizes that come faster are left out but the last. */
const RESIZE_MS = 30
/** How long a page that does not read is waited for behind the shell's end. */
const FAREWELL_MS = 5_000

/** One page's WebSocket. */
export interface TerminalPeer {
  send(frame: Buffer): void
  /** `over`: the terminal has ended; `replaced`: another page has taken it; `wrong`: it broke the protocol. */
  close(why: 'over' | 'replaced' | 'wrong'): void
}

/** What was there when it ended. */
export interface TerminalFigures {
  outputBytes: number
  inputBytes: number
}

export interface LiveTerminalParts extends TerminalSize {
  id: string
  viewer: Viewer
  address: ServerAddress
  limits: TerminalLimits
  openShell: OpenShell
  recorder(failed: (error: unknown) => void): TerminalRecorder
  connected(): void
  /** Stores how it ended; called once. */
  ended(ending: Ending, figures: TerminalFigures, recorder: TerminalRecorder): Promise<void>
  report(error: unknown): void
}

/** A terminal that this process holds. */
export interface LiveTerminal {
  readonly id: string
  readonly viewer: Viewer
  readonly address: ServerAddress
  /** Null while it goes on. */
  readonly ending: Ending | null
  /** A page comes, or comes back: see HELLO in terminal-frames.ts. */
  attach(peer: TerminalPeer): void
  receive(peer: TerminalPeer, frame: Buffer): void
  detach(peer: TerminalPeer): void
  /** Ends it at once, with a word to the page. Resolves when that is stored. */
  end(ending: Ending): Promise<void>
}

/** Holds a shell for a page, also while that page has lost its connection. */
export function createLiveTerminal(parts: LiveTerminalParts): LiveTerminal {
  const { limits } = parts
  const window = createOutputWindow(limits.windowBytes)
  const stopping = new AbortController()
  const recorder = parts.recorder((error) => {
    parts.report(error)
    void end(notRecorded)
  })
  let size: TerminalSize = { columns: parts.columns, rows: parts.rows }
  let shell: Shell | null = null
  let peer: TerminalPeer | null = null
  /** Has said what it has, and is told everything behind that. */
  let greeted = false
  let inputOffset = 0
  let waitingInput = 0
  let writing = Promise.resolve()
  let resizing: NodeJS.Timeout | undefined
  let ending: Ending | null = null
  let over: Promise<void> | null = null

  const clocks = createTerminalClocks(limits, {
    warn: (seconds) => tell({ state: 'IDLE', seconds }),
    calm: () => tell({ state: 'AWAKE' }),
    end: (why) => void end(outOfTime(why, limits)),
  })
  clocks.attended(false)

  function tell(told: ToldState) {
    if (greeted) peer?.send(stateFrame(told))
  }

  function end(how: Ending): Promise<void> {
    if (over) return over
    ending = how
    clocks.stop()
    clearTimeout(resizing)
    stopping.abort()
    window.open()
    sayGoodbye()
    const figures = { outputBytes: window.produced, inputBytes: inputOffset }
    over = Promise.all([shell?.close(), parts.ended(how, figures, recorder)]).then(() => {}, parts.report)
    return over
  }

  function sayGoodbye() {
    if (!ending || !peer || !greeted) return
    tell({ state: 'ENDED', ...ending })
    peer.close('over')
    peer = null
  }

  async function print(bytes: Buffer) {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.subarray(at, at + PIECE_BYTES)
      await window.room()
      if (ending) return
      await recorder.output(piece)
      const offset = window.add(piece)
      if (greeted) peer?.send(outputFrame(offset, piece))
    }
  }

  async function run() {
    try {
      shell = await parts.openShell(parts.address, { ...size, signal: stopping.signal })
    } catch (error) {
      if (ending) return
      const how = notOpened(error)
      if (!how) parts.report(error)
      return end(how ?? { end: 'UNREACHABLE', message: 'Something went wrong here. Try again.', exitCode: null })
    }
    if (ending) return shell.close()
    parts.connected()
    shell.resize(size)
    tell({ state: 'OPEN', output: window.produced, input: inputOffset, lost: false })
    for await (const bytes of shell.output) await print(bytes)
    const how = exited(await shell.ended)
    // The last words are read before the end is told, by a page that is there.
    if (peer) await Promise.race([window.empty(), pause(FAREWELL_MS, undefined, { ref: false })])
    await end(how)
  }

  function takeInput(offset: number, bytes: Buffer): boolean {
    // What a page sends again after it came back is taken once; a gap can only be a page that does not keep to the protocol.
    if (offset > inputOffset) return false
    const fresh = bytes.subarray(inputOffset - offset)
    if (fresh.length === 0) return true
    waitingInput += fresh.length
    if (waitingInput > MOST_INPUT_BYTES) return false
    inputOffset += fresh.length
    clocks.touch()
    recorder.input(fresh)
    writing = writing.then(async () => {
      await shell?.write(fresh)
      waitingInput -= fresh.length
      // Only what the server took is acknowledged, so that a page waits for a slow one.
      if (greeted) peer?.send(takenFrame(inputOffset - waitingInput))
    })
    return true
  }

  function takeSize(next: TerminalSize) {
    if (next.columns === size.columns && next.rows === size.rows) return
    size = next
    resizing ??= setTimeout(() => {
      resizing = undefined
      recorder.resize(size)
      shell?.resize(size)
    }, RESIZE_MS)
  }

  /** What it has is acknowledged, the rest is sent. */
  function greet(to: TerminalPeer, { offset, ...next }: TerminalSize & { offset: number }): boolean {
    if (!window.acknowledge(offset)) return false
    greeted = true
    const missed = window.from(offset)
    const begin = missed[0]?.offset ?? window.produced
    if (shell) to.send(stateFrame({ state: 'OPEN', output: begin, input: inputOffset, lost: begin > offset }))
    else to.send(stateFrame({ state: 'CONNECTING' }))
    for (const piece of missed) to.send(outputFrame(piece.offset, piece.bytes))
    takeSize(next)
    sayGoodbye()
    return true
  }

  function follow(from: TerminalPeer, bytes: Buffer): boolean {
    const frame = readFrame(bytes)
    if (!frame || (frame.kind === 'hello') === greeted) return false
    switch (frame.kind) {
      case 'hello':
        return greet(from, frame)
      case 'input':
        return shell !== null && takeInput(frame.offset, frame.bytes)
      case 'takenIn':
        return window.acknowledge(frame.offset)
      case 'resize':
        takeSize(frame)
        return true
      case 'end':
        void end(closedByUser)
        return true
    }
  }

  const leave = (how: 'replaced' | 'wrong' | null) => {
    if (how) peer?.close(how)
    peer = null
    greeted = false
    if (!ending) clocks.attended(false)
  }

  void run().catch(parts.report)

  return {
    id: parts.id,
    viewer: parts.viewer,
    address: parts.address,
    get ending() {
      return ending
    },
    attach(next) {
      if (peer) leave('replaced')
      peer = next
      greeted = false
      if (!ending) clocks.attended(true)
    },
    receive(from, frame) {
      // What still comes over a connection that was given up.
      if (from !== peer || (ending && greeted)) return
      if (!follow(from, frame)) leave('wrong')
    },
    detach(from) {
      if (from === peer) leave(null)
    },
    end,
  }
}

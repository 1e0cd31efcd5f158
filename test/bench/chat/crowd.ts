import { setTimeout as pause } from 'node:timers/promises'
import type { Dialect, Member } from './dialects.ts'
import { createHistogram, type Histogram } from './histogram.ts'
import { openRawSocket, type RawSocket } from './raw-socket.ts'

/** The clients of one room: they send numbered texts, and for each of them it is known what it got, when and how often. */
export interface Crowd {
  readonly size: number
  /** Opens all connections; resolves when every member may get messages. */
  join(): Promise<void>
  /** Sends the next text from a member; returns its number. */
  send(member: number): number
  /** Resolves when the text was acknowledged. */
  acknowledged(text: number): Promise<void>
  /** Members that lack this text. */
  lacking(text: number): number
  cut(member: number): void
  /** Connects a member again, from where it was. */
  comeBack(member: number): Promise<void>
  stall(member: number): void
  /** Leaves a member out of the figures of all; it still has figures of its own. */
  setApart(member: number): void
  /** Forgets all figures and counts from the next text on; members that are stalled or leave are not counted. */
  measure(): Figures
  leave(): void
}

export interface Figures {
  deliveries: number
  toVisible: Histogram
  acknowledgedToVisible: Histogram
  toAcknowledged: Histogram
  /** How many of the texts sent since `measure` a member has not got. */
  missing(member: number): number
  missingInAll(): number
  doubled(): number
}

/** The most texts that are sent in one run. */
const TEXTS = 60_000
const MARK = '#t'
const mark = Buffer.from(MARK)
const idStart = Buffer.from('"c0')
const seqStart = Buffer.from('"seq":')
const filling = 'lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod '.repeat(3).slice(0, 190)
/** Where a client id has its dash, counted from the quote before it. */
const DASH_AT = 10
const DASH = 0x2d
const READY_WITHIN_MS = 20_000
/** Another run's texts are others: under the id of an old one Sendoff would, rightly, say nothing new. */
let runs = 0
const clientIdOf = (run: number, text: number) => `c${String(text).padStart(8, '0')}-${run}`

interface Seat {
  member: Member
  socket: RawSocket | null
  counted: boolean
  onReady: () => void
  seen: Uint8Array
  lastSeq: number
}

export function createCrowd({ port, dialect, size }: { port: number; dialect: Dialect; size: number }): Crowd {
  const seats: Seat[] = Array.from({ length: size }, (_, number) => ({
    member: { number, resumeAfter: null },
    socket: null,
    counted: true,
    onReady: () => {},
    seen: new Uint8Array(TEXTS),
    lastSeq: 0,
  }))
  const sentAt = new Float64Array(TEXTS)
  const acknowledgedAt = new Float64Array(TEXTS)
  const waiting = new Map<number, () => void>()
  const run = runs++
  let next = 0
  let first = 0
  let figures = newFigures()
  let failure: Error | null = null

  function newFigures(): Figures {
    const missing = (member: number) => countOf(member, (times) => times === 0)
    return {
      deliveries: 0,
      toVisible: createHistogram(),
      acknowledgedToVisible: createHistogram(),
      toAcknowledged: createHistogram(),
      missing,
      missingInAll: () => seats.reduce((sum, seat, n) => sum + (seat.counted ? missing(n) : 0), 0),
      doubled: () => seats.reduce((sum, _, n) => sum + countOf(n, (times) => times > 1), 0),
    }
  }

  const countOf = (member: number, fits: (times: number) => boolean) => {
    let count = 0
    for (let text = first; text < next; text++) if (fits(seats[member]?.seen[text] ?? 0)) count += 1
    return count
  }

  const deliver = (seat: Seat, text: number) => {
    seat.seen[text] = (seat.seen[text] ?? 0) + 1
    if (text < first || !seat.counted) return
    const now = performance.now()
    figures.deliveries += 1
    figures.toVisible.add(now - (sentAt[text] ?? 0))
    const acknowledged = acknowledgedAt[text] ?? 0
    figures.acknowledgedToVisible.add(acknowledged === 0 ? 0 : now - acknowledged)
  }

  const acknowledge = (text: number) => {
    acknowledgedAt[text] = performance.now()
    if (text >= first) figures.toAcknowledged.add(acknowledgedAt[text] - (sentAt[text] ?? 0))
    waiting.get(text)?.()
    waiting.delete(text)
  }

  const take = (seat: Seat, payload: Buffer) => {
    const at = payload.indexOf(mark)
    if (at >= 0) {
      seat.lastSeq = seqOf(payload) ?? seat.lastSeq
      seat.onReady()
      return deliver(seat, numberAt(payload, at + mark.length))
    }
    const id = payload.indexOf(idStart)
    // Only a whole client id is one: socket.io's own ids may begin in the same way.
    if (id >= 0 && payload[id + DASH_AT] === DASH) {
      // An operation's completion repeats its id; so does a failure, which must not pass for an acknowledgement.
      if (payload.includes('"errors"') || payload.includes('"type":"error"')) throw new Error(`Refused: ${payload}`)
      const text = numberAt(payload, id + 2)
      return acknowledgedAt[text] === 0 ? acknowledge(text) : undefined
    }
    const { frames, ready } = dialect.answer(seat.member, payload.toString())
    for (const frame of frames) seat.socket?.send(frame)
    if (ready) seat.onReady()
  }

  /** What is thrown while a socket is read has nobody to catch it: whoever sends next is told. */
  const noting = (work: () => void) => {
    try {
      work()
    } catch (error) {
      failure ??= error instanceof Error ? error : new Error(String(error))
    }
  }

  const open = (seat: Seat) =>
    new Promise<void>((resolve, reject) => {
      const greeting = dialect.greet(seat.member)
      const tooLate = setTimeout(
        () => reject(new Error(`Member ${seat.member.number} was not in the room after ${READY_WITHIN_MS / 1000} s.`)),
        READY_WITHIN_MS,
      )
      seat.onReady = () => {
        clearTimeout(tooLate)
        resolve()
      }
      const socket = openRawSocket({
        port,
        path: dialect.path,
        ...(dialect.protocol && { protocol: dialect.protocol }),
        onOpen() {
          for (const frame of greeting) socket.send(frame)
          if (greeting.length === 0 && dialect.path === '/') seat.onReady()
        },
        onText(payload) {
          if (seat.socket === socket) noting(() => take(seat, payload))
        },
        onClose() {
          if (seat.socket === socket) seat.socket = null
        },
      })
      seat.socket = socket
    })

  const seatOf = (member: number) => seats[member] as Seat
  return {
    size,
    async join() {
      // As a proxy would let them in: some at a time, so that the listener's queue does not overflow.
      for (let from = 0; from < size; from += 100) await Promise.all(seats.slice(from, from + 100).map(open))
    },
    send(member) {
      if (failure) throw failure
      const text = next++
      if (text >= TEXTS) throw new Error(`A run sends at most ${TEXTS} texts.`)
      const { socket, member: who } = seatOf(member)
      sentAt[text] = performance.now()
      socket?.send(dialect.say(who, `${MARK}${String(text).padStart(8, '0')} ${filling}`, clientIdOf(run, text)))
      return text
    },
    acknowledged: (text) =>
      acknowledgedAt[text] ? Promise.resolve() : new Promise((resolve) => waiting.set(text, resolve)),
    lacking: (text) => seats.filter(({ seen, counted }) => counted && !seen[text]).length,
    cut(member) {
      const seat = seatOf(member)
      seat.member.resumeAfter = seat.lastSeq
      seat.socket?.destroy()
      seat.socket = null
    },
    comeBack: (member) => open(seatOf(member)),
    stall(member) {
      seatOf(member).counted = false
      seatOf(member).socket?.stall()
    },
    setApart(member) {
      seatOf(member).counted = false
    },
    measure() {
      first = next
      figures = newFigures()
      return figures
    },
    leave() {
      for (const seat of seats) {
        seat.socket?.destroy()
        seat.socket = null
      }
    },
  }
}

const numberAt = (payload: Buffer, at: number) => {
  let number = 0
  for (let digit = at; digit < at + 8; digit++) number = number * 10 + (payload[digit] ?? 48) - 48
  return number
}

/** The first seq that an event names: its own. */
function seqOf(payload: Buffer): number | null {
  const start = payload.indexOf(seqStart)
  if (start < 0) return null
  let seq = 0
  for (let at = start + seqStart.length; ; at++) {
    const digit = (payload[at] ?? 0) - 48
    if (digit < 0 || digit > 9) return seq
    seq = seq * 10 + digit
  }
}

/** Waits until everybody has the text, or the time is over; true when they have. */
export async function untilAllHave(crowd: Crowd, text: number, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs
  while (crowd.lacking(text) > 0) {
    if (performance.now() > end) return false
    await pause(20)
  }
  return true
}

import type { Timeline } from './timeline.ts'

/** How far PageUp and PageDown go. */
const leapMs = 5_000

type Move = (film: Timeline, seq: number) => number

const back: Move = (_film, seq) => seq - 1
const on: Move = (_film, seq) => seq + 1
const leap =
  (ms: number): Move =>
  (film, seq) => {
    const reached = film.seqAt(Math.max(0, film.msOf(seq) + ms))
    // Where nothing happened for longer than a leap, the next event is the way on.
    return ms > 0 ? Math.max(reached, seq + 1) : Math.min(reached, seq - 1)
  }

/** What the slider's keys do: one event, some seconds, or all the way. */
export const keyMoves: Readonly<Record<string, Move>> = {
  ArrowLeft: back,
  ArrowDown: back,
  ArrowRight: on,
  ArrowUp: on,
  PageDown: leap(-leapMs),
  PageUp: leap(leapMs),
  Home: () => 0,
  End: (film) => film.last,
}

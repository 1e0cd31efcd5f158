/** Why a build is sent to a server whole, or what is missing of it. */
export type SendingReason =
  | 'SOONER'
  | 'LINK_UNKNOWN'
  | 'NOTHING_THERE'
  | 'LITTLE_SAVED'
  | 'NO_ROOM'
  | 'NOT_TOLD'
  | 'NOT_REBUILT'

/** How a build is sent to a server, and why. The figures are those of SOONER: what was expected. */
export type Sending = {
  way: 'WHOLE' | 'MISSING'
  why: SendingReason
  bytesPerSecond?: number
  wholeSeconds?: number
  missingSeconds?: number
}

/** In words for the log and the step; nothing where there was no choice. */
export function reasonSentence({
  way,
  why,
  bytesPerSecond = 0,
  wholeSeconds = 0,
  missingSeconds = 0,
}: Sending): string {
  if (why !== 'SOONER') return ''
  const link = `At ${speedText(bytesPerSecond)}`
  const [whole, missing] = [wholeSeconds, missingSeconds].map(secondsText)
  if (way === 'WHOLE')
    return ` ${link} the whole takes about ${whole}, finding out what is missing and joining it ${missing}.`
  return ` ${link} the whole would have taken about ${whole}, this about ${missing}.`
}

function speedText(bytesPerSecond: number): string {
  const megabits = (bytesPerSecond * 8) / 1e6
  return `${megabits < 9.95 ? Number(megabits.toFixed(1)) : Math.round(megabits)} Mbit/s`
}

const secondsText = (seconds: number): string =>
  `${seconds < 9.95 ? Number(seconds.toFixed(seconds < 0.1 ? 2 : 1)) : Math.round(seconds)} s`

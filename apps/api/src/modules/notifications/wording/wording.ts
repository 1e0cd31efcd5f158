import type { News, SentEvent } from '../notification.events.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

/** The words of one language. */
export interface Wording {
  /** What happened, such as "Release #7 has failed". */
  headlines: Record<SentEvent, (news: News) => string>
  /** Where, in front of the headline. */
  place(project: string, environment: string): string
  labels: Record<
    | 'revision'
    | 'by'
    | 'note'
    | 'cars'
    | 'took'
    | 'failure'
    | 'reason'
    | 'until'
    | 'servers'
    | 'people'
    | 'flow'
    | 'rule'
    | 'measured',
    string
  >
  /** A span of time in whole seconds. */
  duration(seconds: number): string
  /** What stands between a label and its value. */
  between: string
  open: string
}

export const languages = { en, zh } satisfies Record<string, Wording>
export type Language = keyof typeof languages

export type Tone = 'good' | 'bad' | 'calm' | 'warning'

const tones: Record<SentEvent, Tone> = {
  'release.queued': 'calm',
  'release.waiting_approval': 'warning',
  'release.started': 'calm',
  'release.succeeded': 'good',
  'release.failed': 'bad',
  'release.cancelled': 'warning',
  'release.rolled_back': 'warning',
  'train.waiting_approval': 'warning',
  'train.succeeded': 'good',
  'train.failed': 'bad',
  'train.cancelled': 'warning',
  'train.rolled_back': 'warning',
  'environment.locked': 'warning',
  'environment.unlocked': 'good',
  'drift.found': 'bad',
  'server.alarm': 'bad',
  'server.recovered': 'good',
  'ticket.waiting': 'warning',
  'ticket.reminded': 'warning',
  'ticket.held': 'bad',
  'ticket.notice': 'calm',
  'ticket.decided': 'calm',
  'ticket.action': 'good',
  test: 'calm',
}

/** What is said of an event, before a platform gives it a form. Values are people's own words: each form must escape them. */
export interface Message {
  title: string
  tone: Tone
  /** Labels end with what separates them from values in their language. */
  lines: { label: string; value: string }[]
  /** Null when Sendoff does not know under which address people reach it. */
  link: { label: string; url: string } | null
}

const MOST_CHARACTERS = 500

/** One line of bounded length. */
const oneLine = (text: string) => {
  const line = text.replace(/\s+/gu, ' ').trim()
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS).replace(/[\ud800-\udbff]$/, '')}…` : line
}

export function messageOf(event: SentEvent, news: News, language: Language, publicUrl: string | null): Message {
  const words: Wording = languages[language]
  const { project, environment } = news
  const place = project && environment ? words.place(project.title, environment.name) : ''
  return {
    title: oneLine(`${place}${words.headlines[event](news)}`),
    tone: tones[event],
    lines: linesOf(news, words).map(({ label, value }) => ({ label, value: oneLine(value) })),
    link: publicUrl === null ? null : { label: words.open, url: pageOf(news, publicUrl) },
  }
}

/** The page that tells more. */
export function pageOf({ release, train, ticket, alarm, project }: News, publicUrl: string): string {
  if (ticket) return `${publicUrl}/tickets/${ticket.id}`
  if (alarm) return `${publicUrl}/servers/${alarm.server.id}`
  if (train) return `${publicUrl}/trains/${train.id}`
  if (release) return `${publicUrl}/releases/${release.id}`
  return project ? `${publicUrl}/projects/${project.id}` : publicUrl
}

function linesOf(
  { release, train, ticket, alarm, lock, drift, by }: News,
  { labels, duration, between }: Wording,
): Message['lines'] {
  const lines: Message['lines'] = []
  const tell = (label: keyof Wording['labels'], value: string | null | undefined) => {
    if (value) lines.push({ label: `${labels[label]}${between}`, value })
  }
  if (release) {
    const { revision, commit, commitSubject, startedAt, finishedAt } = release
    const short = commit.slice(0, 8)
    tell('revision', `${revision === commit ? short : `${revision} (${short})`} ${commitSubject ?? ''}`)
    tell('failure', release.failure)
    tell('note', release.note)
    if (startedAt && finishedAt)
      tell('took', duration(Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)))
  }
  if (train) {
    tell('cars', train.cars.map(({ project, environment }) => `${project} / ${environment}`).join(' → '))
    tell('failure', train.failure)
    tell('note', train.note)
  }
  if (ticket) {
    tell('flow', ticket.node ? `${ticket.flow} / ${ticket.node}` : ticket.flow)
    tell('people', ticket.people.map(({ name }) => name).join(', '))
    tell('note', ticket.message)
  }
  tell('rule', alarm?.rule)
  tell('measured', alarm?.figures)
  tell('servers', drift?.servers.join(', '))
  tell('reason', lock?.reason)
  tell('until', lock?.until)
  tell('by', by?.name)
  return lines
}

import type { News } from '../notification.events.ts'
import type { Wording } from './wording.ts'

const release = ({ release: told }: News) =>
  `${told?.kind === 'ROLLBACK' ? 'Rollback' : 'Release'} #${told?.number ?? ''}`

const train = ({ train: told }: News) =>
  `${told?.kind === 'ROLLBACK' ? 'Rollback train' : 'Train'} #${told?.number ?? ''} "${told?.title ?? ''}"`

const ticket = ({ ticket: told }: News) => `Ticket #${told?.number ?? ''} "${told?.title ?? ''}"`

/** What it did by itself about the servers that had it already. */
const backs = { DONE: ' and was rolled back by itself', INCOMPLETE: ' and COULD NOT be rolled back everywhere' }
const back = ({ release: told }: News) => (told?.wayBack ? backs[told.wayBack] : '')

export const en: Wording = {
  headlines: {
    'release.queued': (news) => `${release(news)} is queued`,
    'release.waiting_approval': (news) => `${release(news)} waits for approval`,
    'release.started': (news) => `${release(news)} has started`,
    'release.succeeded': (news) => `${release(news)} succeeded`,
    'release.failed': (news) => `${release(news)} failed${back(news)}`,
    'release.cancelled': (news) => `${release(news)} was cancelled${back(news)}`,
    'release.rolled_back': (news) =>
      `Rolled back to #${news.release?.originNumber ?? '?'} by ${release(news).toLowerCase()}`,
    'train.waiting_approval': (news) => `${train(news)} waits for approval`,
    'train.succeeded': (news) => `${train(news)} succeeded`,
    'train.failed': (news) => `${train(news)} failed`,
    'train.cancelled': (news) => `${train(news)} was cancelled`,
    'train.rolled_back': ({ train: told }) =>
      `Train #${told?.originNumber ?? '?'} "${told?.title ?? ''}" was rolled back by train #${told?.number ?? ''}`,
    'environment.locked': () => 'The environment is locked',
    'environment.unlocked': () => 'The environment is unlocked',
    'drift.found': () => 'Servers do not have what was shipped to them',
    'server.alarm': ({ alarm }) => `Alarm on ${alarm?.server.name ?? ''}`,
    'server.recovered': ({ alarm }) => `The alarm on ${alarm?.server.name ?? ''} is over`,
    'ticket.waiting': (news) => `${ticket(news)} waits for your decision`,
    'ticket.reminded': (news) => `${ticket(news)} still waits for your decision`,
    'ticket.held': (news) => `${ticket(news)} is held: nobody is left who may decide`,
    'ticket.notice': (news) => `${ticket(news)}: for your information`,
    'ticket.decided': (news) =>
      `${ticket(news)} is ${news.ticket?.status.toLowerCase().replaceAll('_', ' ') ?? 'decided'}`,
    'ticket.action': (news) => `${ticket(news)} is approved`,
    test: () => 'This is a test from Sendoff. Notifications arrive here.',
  },
  place: (project, environment) => `${project}, ${environment}: `,
  labels: {
    revision: 'Revision',
    by: 'By',
    note: 'Note',
    cars: 'Cars',
    took: 'Took',
    failure: 'Failure',
    reason: 'Reason',
    until: 'Until',
    servers: 'Servers',
    people: 'For',
    flow: 'Flow',
    rule: 'Rule',
    measured: 'Measured',
  },
  duration: (seconds) => (seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`),
  between: ': ',
  open: 'Open in Sendoff',
}

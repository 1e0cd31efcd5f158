import { randomUUID } from 'node:crypto'
import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { pick } from '../activity/activity.facts.ts'
import { differences } from '../activity/differences.ts'
import type { SecretSealer } from '../credentials/credentials.ports.ts'
import { isGone, isReferenced, isTaken } from '../kernel/database-errors.ts'
import { badInput, conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { formats } from './formats/formats.ts'
import { shownUrl } from './masking.ts'
import { type AddHookInput, addHookInput, type UpdateHookInput, updateHookInput } from './notifications.input.ts'
import { guardNotifications } from './notifications.policy.ts'
import { type Address, openAddress, sealAddress } from './sealed-address.ts'

export interface HookKeepingPorts {
  log: EventLog
  secrets: SecretSealer
}

const noProject = () => badInput([{ path: 'input.projectId', message: 'There is no such project.' }])
const noSecret = () => badInput([{ path: 'input.secret', message: 'This format has no secret: leave it out.' }])
const refusal = (error: unknown, name: string) => {
  if (isTaken(error)) return conflict(`There is a notification named "${name}" already.`, { field: 'input.name' })
  if (isReferenced(error)) return noProject()
  return isGone(error) ? notFound('notification') : error
}

/** Adds, changes and removes hooks. */
export function createHookKeeping({ log, secrets }: HookKeepingPorts) {
  const columnsOf = (id: string, address: Address) => ({
    sealed: sealAddress(secrets, id, address),
    shownUrl: shownUrl(address.url),
    host: new URL(address.url).host,
    signs: address.secret !== null,
  })

  /** The address as it will be; null: it stays. @throws CallerError BAD_USER_INPUT */
  function changedAddress(
    before: { id: string; format: keyof typeof formats; sealed: string },
    { format, url, secret }: { format?: keyof typeof formats | null; url?: string | null; secret?: string | null },
  ): Address | null {
    const next = format ?? before.format
    if (secret && !formats[next].signs) throw noSecret()
    if (next !== before.format && !url) {
      throw badInput([{ path: 'input.url', message: 'Another format has another address: give it too.' }])
    }
    if (!url && secret === undefined) return null
    // What is replaced whole need not be opened, should its key be lost.
    const old = url && secret !== undefined ? null : openAddress(secrets, before.id, before.sealed)
    const kept = secret === undefined ? (old?.secret ?? null) : secret
    return { url: url ?? old?.url ?? '', secret: formats[next].signs ? kept : null }
  }

  return {
    /** @throws CallerError FORBIDDEN, BAD_USER_INPUT, CONFLICT */
    async addNotificationHook(viewer: Viewer, raw: AddHookInput): Promise<{ id: string }> {
      guardNotifications(viewer, 'addNotificationHook')
      const { url, secret, ...hook } = parseInput(addHookInput, raw, 'input')
      if (secret !== null && !formats[hook.format].signs) throw noSecret()
      const id = randomUUID()
      return log
        .transaction(async (tx) => {
          await tx.db.notificationHook.create({ data: { id, ...hook, ...columnsOf(id, { url, secret }) } })
          await recordActivity(tx, viewer, {
            kind: 'notification.added',
            ...{ subject: hook.name, subjectId: id },
            after: hook,
            message: `added the notification "${hook.name}"`,
          })
          return { id }
        })
        .catch((error) => {
          throw refusal(error, hook.name)
        })
    },

    /** What a hook that is switched off still had to deliver is given up. @throws CallerError as add, NOT_FOUND */
    async updateNotificationHook(viewer: Viewer, id: string, raw: UpdateHookInput): Promise<void> {
      guardNotifications(viewer, 'updateNotificationHook')
      const { url, secret, name, format, language, events, enabled, projectId } = parseInput(
        updateHookInput,
        raw,
        'input',
      )
      if (!isId(id)) throw notFound('notification')
      await log
        .transaction(async (tx) => {
          await tx.db.$queryRaw`SELECT id FROM "NotificationHook" WHERE id = ${id} FOR NO KEY UPDATE`
          const before = await tx.db.notificationHook.findUnique({ where: { id } })
          if (!before) throw notFound('notification')
          const address = changedAddress(before, { format, url, secret })
          const changed = await tx.db.notificationHook.update({
            where: { id },
            data: {
              name: name ?? undefined,
              format: format ?? undefined,
              language: language ?? undefined,
              events: events ?? undefined,
              enabled: enabled ?? undefined,
              projectId,
              // Whoever mended it need not wait.
              restsUntil: null,
              ...(address ? columnsOf(id, address) : {}),
            },
          })
          if (!changed.enabled || !before.enabled) {
            await tx.db.notificationDelivery.updateMany({
              where: { hookId: id, state: 'WAITING' },
              data: { state: 'FAILED', endedAt: new Date(), problem: 'The notification was switched off.' },
            })
          }
          await recordActivity(tx, viewer, {
            kind: 'notification.changed',
            ...{ subject: changed.name, subjectId: id },
            // That there is another address, and no more.
            ...differences(
              { ...before, url: 'the former' },
              {
                url: address ? 'another' : undefined,
                ...{ name: changed.name, format: changed.format, language: changed.language },
                ...{ events: changed.events, enabled: changed.enabled, projectId: changed.projectId },
              },
            ),
            message: `changed the notification "${changed.name}"`,
          })
        })
        .catch((error) => {
          throw refusal(error, name ?? '')
        })
    },

    /** Its deliveries go too. @throws CallerError FORBIDDEN, NOT_FOUND */
    async removeNotificationHook(viewer: Viewer, id: string): Promise<void> {
      guardNotifications(viewer, 'removeNotificationHook')
      if (!isId(id)) throw notFound('notification')
      await log
        .transaction(async (tx) => {
          const was = await tx.db.notificationHook.delete({ where: { id } })
          await recordActivity(tx, viewer, {
            kind: 'notification.removed',
            ...{ subject: was.name, subjectId: id },
            before: pick(was, ['name', 'format', 'language', 'events', 'enabled', 'projectId']),
            message: `removed the notification "${was.name}"`,
          })
        })
        .catch((error) => {
          throw refusal(error, '')
        })
    },
  }
}

import type { LogTransaction } from '../../../streams/event-log.ts'
import { recordActivity } from '../../activity/activity.events.ts'
import { lockRoom } from '../../chat/message-batch.ts'
import { appendNotice } from '../../chat/room-membership.ts'
import { type AlarmNews, eventNames } from '../../notifications/notification.events.ts'
import { queueNews } from '../../notifications/outbox.ts'
import { unitOf } from '../series.ts'

export interface ToldAlarm {
  id: string
  rule: {
    name: string
    key: string
    comparison: 'ABOVE' | 'BELOW' | null
    threshold: number | null
    roomId: string | null
  }
  server: { id: string; name: string }
  startedAt: Date
  endedAt: Date | null
  value: number | null
}

const signs = { ABOVE: '>', BELOW: '<' } as const
const rounded = (value: number) => Math.round(value * 10) / 10

/** The figures in few words, in no language: `cpu 97.3 % > 90 %`. Null: the server was DOWN, which has no figures. */
function figures({ rule: { key, comparison, threshold }, value }: ToldAlarm): string | null {
  if (comparison === null || threshold === null) return null
  const unit = { PERCENT: ' %', BYTES: ' B', BYTES_PER_SECOND: ' B/s', NUMBER: '', MILLISECONDS: ' ms' }[unitOf(key)]
  const measured = value === null ? '' : ` ${rounded(value)}${unit}`
  return `${key}${measured} ${signs[comparison]} ${rounded(threshold)}${unit}`
}

/**
 * Tells the rule's room, whoever asked for such news, and the activity that an alarm began or is over, in the transaction that
 * says so: it is told exactly when it is.
 */
export async function tellAlarm(tx: LogTransaction, alarm: ToldAlarm): Promise<void> {
  const { id, rule, server, startedAt, endedAt, value } = alarm
  const news: AlarmNews = {
    ...{ id, rule: rule.name, server, key: rule.key, comparison: rule.comparison, threshold: rule.threshold, value },
    figures: figures(alarm),
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  }
  const over = endedAt !== null
  const what = news.figures === null ? rule.name : `${rule.name} (${news.figures})`
  // A room that went meanwhile is told nothing.
  if (rule.roomId !== null && (await lockRoom(tx, rule.roomId)) !== null) {
    const kind = over ? 'RECOVERED' : 'ALARM'
    await appendNotice(tx, rule.roomId, null, { kind, userId: null, text: `${server.name}: ${what}`, alarm: news })
  }
  const event = over ? eventNames.SERVER_RECOVERED : eventNames.SERVER_ALARM
  const at = (endedAt ?? startedAt).toISOString()
  await queueNews(tx, event, `${event}:${id}`, { at, by: null, project: null, environment: null, alarm: news })
  await recordActivity(tx, null, {
    ...(over
      ? { kind: eventNames.SERVER_RECOVERED, before: { endedAt: null }, after: { endedAt } }
      : { kind: eventNames.SERVER_ALARM, after: { rule: rule.name, value, startedAt } }),
    subject: server.name,
    reason: what,
    serverId: server.id,
    message: over
      ? `sees that it is over on "${server.name}": ${what}`
      : `raised an alarm on "${server.name}": ${what}`,
  })
}

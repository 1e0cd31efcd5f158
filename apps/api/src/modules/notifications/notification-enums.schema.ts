import { builder } from '../../graphql/builder.ts'
import { eventNames } from './notification.events.ts'

export const NotificationFormat = builder.enumType('NotificationFormat', {
  description: 'What a receiver understands.',
  values: {
    WEBHOOK: { description: "Sendoff's own JSON, signed with HMAC-SHA256 when there is a secret." },
    DINGTALK: { description: 'A custom robot in a DingTalk group.' },
    FEISHU: { description: 'A custom bot in a Feishu or Lark group.' },
    WECOM: { description: 'A group robot in WeCom.' },
    SLACK: { description: 'An incoming webhook of Slack, or of a chat that understands the same.' },
  } as const,
})

export const NotificationLanguage = builder.enumType('NotificationLanguage', {
  description: 'The language of messages.',
  values: { EN: { value: 'en', description: 'English.' }, ZH: { value: 'zh', description: '简体中文.' } } as const,
})

const release = 'A release'
const train = 'A train'
const environment = 'An environment'
export const NotificationEvent = builder.enumType('NotificationEvent', {
  description: 'What a hook can be told of. More will come.',
  values: {
    RELEASE_QUEUED: { value: eventNames.RELEASE_QUEUED, description: `${release} waits for its turn.` },
    RELEASE_WAITING_APPROVAL: {
      value: eventNames.RELEASE_WAITING_APPROVAL,
      description: `${release} waits for people to approve it.`,
    },
    RELEASE_STARTED: { value: eventNames.RELEASE_STARTED, description: `${release} has begun.` },
    RELEASE_SUCCEEDED: { value: eventNames.RELEASE_SUCCEEDED, description: `${release} is live on every server.` },
    RELEASE_FAILED: { value: eventNames.RELEASE_FAILED, description: `${release} failed, or a rollback did.` },
    RELEASE_CANCELLED: { value: eventNames.RELEASE_CANCELLED, description: `${release} was cancelled.` },
    RELEASE_ROLLED_BACK: { value: eventNames.RELEASE_ROLLED_BACK, description: 'A rollback succeeded.' },
    TRAIN_WAITING_APPROVAL: {
      value: eventNames.TRAIN_WAITING_APPROVAL,
      description: `${train} waits for people to approve it. Who asks for this is not told of each of its releases that waits.`,
    },
    TRAIN_SUCCEEDED: { value: eventNames.TRAIN_SUCCEEDED, description: `Every release of a train succeeded.` },
    TRAIN_FAILED: { value: eventNames.TRAIN_FAILED, description: `${train} failed: those behind did not begin.` },
    TRAIN_CANCELLED: { value: eventNames.TRAIN_CANCELLED, description: `${train} was stopped.` },
    TRAIN_ROLLED_BACK: { value: eventNames.TRAIN_ROLLED_BACK, description: `${train} was put back.` },
    ENVIRONMENT_LOCKED: { value: eventNames.ENVIRONMENT_LOCKED, description: `${environment} was locked by a person.` },
    ENVIRONMENT_UNLOCKED: {
      value: eventNames.ENVIRONMENT_UNLOCKED,
      description: `${environment} was unlocked by a person; a lock that runs out tells nothing.`,
    },
    TICKET_WAITING: { value: eventNames.TICKET_WAITING, description: 'A ticket waits for people to decide.' },
    TICKET_REMINDED: {
      value: eventNames.TICKET_REMINDED,
      description: 'Those for whom a ticket waits were urged, or its time is running out.',
    },
    TICKET_HELD: {
      value: eventNames.TICKET_HELD,
      description: 'Nobody is left who may decide about a ticket: people must be named.',
    },
    TICKET_NOTICE: { value: eventNames.TICKET_NOTICE, description: 'People were told of a ticket by name.' },
    TICKET_DECIDED: { value: eventNames.TICKET_DECIDED, description: 'A ticket has its answer, or was sent back.' },
    SERVER_ALARM: { value: eventNames.SERVER_ALARM, description: 'A rule for alarms holds on a server.' },
    SERVER_RECOVERED: { value: eventNames.SERVER_RECOVERED, description: 'Such an alarm is over.' },
    DRIFT_FOUND: {
      value: eventNames.DRIFT_FOUND,
      description: 'Servers do not have what was shipped to them, and that was not known.',
    },
  } as const,
})

export const DeliveryState = builder.enumType('NotificationDeliveryState', {
  description: 'How a delivery stands.',
  values: {
    WAITING: { description: 'For its first try, or for the next one.' },
    DELIVERED: { description: 'The receiver took it.' },
    FAILED: { description: 'Given up: the receiver refused it for good, or ten tries failed.' },
  } as const,
})

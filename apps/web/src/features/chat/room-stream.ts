import { stringifyDocument } from '@urql/vue'
import type { EventPage, StreamSource } from '../../graphql/live/carrier.ts'
import { graphql, type ResultOf } from '../../graphql/tada.ts'
import type { RoomEvent } from './message.ts'

/** When a reader missed more than this, the hole is told instead of every event. */
const replayAtMost = 300

export const messageFields = graphql(`
  fragment MessageFields on Message {
    id seq changedSeq clientId text sentAt editedAt deletedAt mentionedUserIds mentionsEveryone
    author { id username displayName }
    replyTo { id seq text deleted author { id displayName } }
    reactions { emoji count userIds names }
    attachments { id name mediaType sizeBytes width height url }
    card {
      __typename
      ... on ReleaseCard {
        releaseId number kind status projectId projectTitle environmentId environmentName environmentKind revision commit
        commitSubject note retriesNumber putsBackNumber serverCount succeededCount failedCount createdAt startedAt finishedAt scheduledAt failure badReason wayBack
        pausedBy pauseId asks { id kind serverId serverName message }
        hold { kind reason until } override { by reason }
        train { trainId number position carCount }
        approval { required given digest expiresAt }
      }
      ... on PollCard {
        pollId question options { id text } multiple minChoices maxChoices changeable visibility secrecy state closesAt closedAt respondentCount counts { optionId count }
      }
      ... on TicketCard {
        ticketId number title flowTitle round openedAt endedAt reason ticketStatus: status initiator { id displayName }
        nodes { nodeId title held approvals need poll { go noGo asked } waitingFor { id displayName } }
      }
    }
  }
`)

export const roomPage = graphql(
  `query RoomPage($id: ID!, $before: Int, $after: Int, $around: Int, $first: Int) {
    roomById(id: $id) {
      id readSeq
      messages(before: $before, after: $after, around: $around, first: $first) {
        headSeq epoch hasOlder hasNewer messages { ...MessageFields }
        alarms { seq at actor { id displayName } notice { kind text serverId user { id displayName } } }
      }
    }
  }`,
  [messageFields],
)

export const sendMessage = graphql(
  `mutation SendMessage($input: SendMessageInput!) { sendMessage(input: $input) { ...MessageFields } }`,
  [messageFields],
)

export const markRead = graphql(`
  mutation MarkRead($roomId: ID!, $seq: Int!) { markRead(roomId: $roomId, seq: $seq) { id readSeq unreadCount mentionCount } }
`)

const eventFields = graphql(
  `fragment EventFields on RoomEvent {
    seq at kind epoch
    actor { id displayName }
    message { ...MessageFields }
    hole { fromSeq toSeq }
    notice { kind text serverId user { id displayName } }
  }`,
  [messageFields],
)

const roomEvents = graphql(
  `subscription RoomEvents($roomId: ID!, $after: Int, $epoch: Int, $replayAtMost: Int) {
    roomEvents(roomId: $roomId, after: $after, epoch: $epoch, replayAtMost: $replayAtMost) { ...EventFields }
  }`,
  [eventFields],
)

const roomEventPage = graphql(
  `query RoomEventPage($roomId: ID!, $after: Int!, $epoch: Int, $replayAtMost: Int, $waitSeconds: Int) {
    roomEvents(roomId: $roomId, after: $after, epoch: $epoch, replayAtMost: $replayAtMost, waitSeconds: $waitSeconds) {
      headSeq epoch reset hole { fromSeq toSeq } events { ...EventFields }
    }
  }`,
  [eventFields],
)

type Page = ResultOf<typeof roomEventPage>['roomEvents']

const told = (kind: 'HOLE' | 'RESET', seq: number, epoch: number, hole: RoomEvent['hole'] = null): RoomEvent => ({
  seq,
  at: new Date().toISOString(),
  kind,
  epoch,
  actor: null,
  message: null,
  hole,
  notice: null,
})

/** A page in the words of the stream: what was left out and what was restored come as events. */
export function eventsOf(page: Page): EventPage<RoomEvent> {
  const { hole, epoch, headSeq } = page
  const events: RoomEvent[] = [...page.events]
  const before = (events[0]?.seq ?? headSeq + 1) - 1
  if (page.reset) return { events: [told('RESET', headSeq, epoch)], headSeq }
  return { events: hole ? [told('HOLE', Math.max(hole.toSeq, before), epoch, hole), ...events] : events, headSeq }
}

/** A room's log, for every transport. */
export function roomSource(roomId: string): StreamSource<RoomEvent> {
  const subscription = stringifyDocument(roomEvents)
  const query = stringifyDocument(roomEventPage)
  return {
    whole: true,
    signalOf: ({ kind }) =>
      kind === 'HEARTBEAT' ? 'heartbeat' : kind === 'HOLE' || kind === 'RESET' ? 'jump' : 'news',
    subscription: {
      operation: (from) => ({ query: subscription, variables: { roomId, ...from, replayAtMost } }),
      pick: (data) => (data as ResultOf<typeof roomEvents>).roomEvents,
    },
    page: {
      holds: true,
      operation: (from, waitSeconds) => ({ query, variables: { roomId, ...from, replayAtMost, waitSeconds } }),
      pick: (data) => eventsOf((data as ResultOf<typeof roomEventPage>).roomEvents),
    },
  }
}

import { stringifyDocument } from '@urql/vue'
import type { StreamSource } from '../../graphql/live/carrier.ts'
import { graphql, type ResultOf } from '../../graphql/tada.ts'

const reply = graphql(`
  fragment Reply on Message {
    id seq changedSeq threadId text sentAt editedAt deletedAt
    author { id username displayName }
  }
`)

export const releaseCard = graphql(`
  query ReleaseCard($id: ID!) {
    release(id: $id) {
      id
      card { id seq roomId }
      environment { project { room { id name isMember } } }
    }
  }
`)

export const threadPage = graphql(
  `query ReleaseThread($id: ID!, $before: Int) {
    messageThread(id: $id, before: $before, first: 50) { headSeq epoch hasOlder messages { ...Reply } }
  }`,
  [reply],
)

export type Reply = ResultOf<typeof reply>

export const sendReply = graphql(
  `mutation SendReply($input: SendMessageInput!) { sendMessage(input: $input) { ...Reply } }`,
  [reply],
)
export const joinRoom = graphql(`mutation JoinFromRelease($roomId: ID!) { joinRoom(roomId: $roomId) { id isMember } }`)

const roomEvents = graphql(
  `subscription ThreadEvents($roomId: ID!, $after: Int, $epoch: Int) {
    roomEvents(roomId: $roomId, after: $after, epoch: $epoch, replayAtMost: 300) { seq kind epoch message { ...Reply } }
  }`,
  [reply],
)

const roomEventPage = graphql(
  `query ThreadEventPage($roomId: ID!, $after: Int!, $epoch: Int, $waitSeconds: Int) {
    roomEvents(roomId: $roomId, after: $after, epoch: $epoch, replayAtMost: 300, waitSeconds: $waitSeconds) {
      headSeq epoch reset hole { toSeq } events { seq kind epoch message { ...Reply } }
    }
  }`,
  [reply],
)

export type ThreadEvent = ResultOf<typeof roomEvents>['roomEvents']

/** The log of the room, of which a thread is a part: its seqs have no holes only as a whole. */
export function threadSource(roomId: string): StreamSource<ThreadEvent> {
  const subscription = stringifyDocument(roomEvents)
  const query = stringifyDocument(roomEventPage)
  return {
    whole: true,
    signalOf: ({ kind }) =>
      kind === 'HEARTBEAT' ? 'heartbeat' : kind === 'HOLE' || kind === 'RESET' ? 'jump' : 'news',
    subscription: {
      operation: (from) => ({ query: subscription, variables: { roomId, ...from } }),
      pick: (data) => (data as ResultOf<typeof roomEvents>).roomEvents,
    },
    page: {
      holds: true,
      operation: (from, waitSeconds) => ({ query, variables: { roomId, ...from, waitSeconds } }),
      pick(data) {
        const { events, headSeq, epoch, hole, reset } = (data as ResultOf<typeof roomEventPage>).roomEvents
        if (reset) return { events: [{ seq: headSeq, kind: 'RESET', epoch, message: null }], headSeq }
        if (!hole) return { events, headSeq }
        return { events: [{ seq: hole.toSeq, kind: 'HOLE', epoch, message: null }, ...events], headSeq }
      },
    },
  }
}

import { stringifyDocument } from '@urql/vue'
import type { EventPage, StreamSource } from '../../../graphql/live/carrier.ts'
import { graphql, type ResultOf } from '../../../graphql/tada.ts'

const fields = graphql(`
  fragment LabEventFields on RoomEvent {
    seq at kind epoch
    actor { displayName }
    message { clientId text author { displayName } }
  }
`)

const subscription = graphql(
  `subscription LabEvents($roomId: ID!, $after: Int, $epoch: Int) {
    roomEvents(roomId: $roomId, after: $after, epoch: $epoch) { ...LabEventFields }
  }`,
  [fields],
)

/** The log itself, as one question; the lanes that poll ask it as well. */
export const labEventPage = graphql(
  `query LabEventPage($roomId: ID!, $after: Int!, $epoch: Int, $waitSeconds: Int, $limit: Int) {
    roomEvents(roomId: $roomId, after: $after, epoch: $epoch, waitSeconds: $waitSeconds, limit: $limit) {
      headSeq epoch reset events { ...LabEventFields }
    }
  }`,
  [fields],
)

type Page = ResultOf<typeof labEventPage>['roomEvents']
export type LabEvent = Page['events'][number]

/** A page in the words of the stream: that the log was restored comes as an event. */
function eventsOf({ headSeq, epoch, reset, events }: Page): EventPage<LabEvent> {
  if (!reset) return { headSeq, events }
  const told: LabEvent = {
    seq: headSeq,
    at: new Date().toISOString(),
    kind: 'RESET',
    epoch,
    actor: null,
    message: null,
  }
  return { headSeq, events: [told] }
}

/** A room's log for every transport. It asks for everything that was missed, however much it is: there are no holes. */
export function labSource(roomId: string): StreamSource<LabEvent> {
  const live = stringifyDocument(subscription)
  const page = stringifyDocument(labEventPage)
  return {
    whole: true,
    signalOf: ({ kind }) => (kind === 'HEARTBEAT' ? 'heartbeat' : kind === 'RESET' ? 'jump' : 'news'),
    subscription: {
      operation: (from) => ({ query: live, variables: { roomId, ...from } }),
      pick: (data) => (data as ResultOf<typeof subscription>).roomEvents,
    },
    page: {
      holds: true,
      operation: (from, waitSeconds) => ({ query: page, variables: { roomId, ...from, waitSeconds } }),
      pick: (data) => eventsOf((data as ResultOf<typeof labEventPage>).roomEvents),
    },
  }
}

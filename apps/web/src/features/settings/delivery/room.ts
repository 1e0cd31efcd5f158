import type { Client } from '@urql/vue'
import { type Failure, toFailure } from '../../../graphql/failure.ts'
import { graphql, type ResultOf } from '../../../graphql/tada.ts'
import { type Arrival, arrivalOf } from './arrival.ts'
import type { Sending } from './sender.ts'
import { labEventPage } from './stream.ts'

/** Test messages have a room of their own, so that nobody's real room is filled with them. */
export const labRoomName = 'delivery-lab'

const fields = graphql(`fragment LabRoomFields on Room { id name headSeq epoch isMember }`)
const roomsQuery = graphql(`query LabRooms { rooms { ...LabRoomFields } }`, [fields])
const roomQuery = graphql(`query LabRoom($id: ID!) { roomById(id: $id) { ...LabRoomFields } }`, [fields])
const createRoom = graphql(
  `mutation CreateLabRoom($name: String!, $topic: String) { createRoom(name: $name, topic: $topic) { id } }`,
)
const joinRoom = graphql(`mutation JoinLabRoom($id: ID!) { joinRoom(roomId: $id) { id } }`)
const sendMessage = graphql(`
  mutation SendLabMessage($input: SendMessageInput!) { sendMessage(input: $input) { seq sentAt } }
`)

export type LabRoom = ResultOf<typeof fields>
export type Asked<T> = { data: T } | { failure: Failure }

/** The rooms that the viewer listens to, the lab's own one among them: made or joined when it is not yet. */
export async function readyRooms(client: Client, topic: string): Promise<Asked<LabRoom[]>> {
  const first = await readRooms(client)
  if ('failure' in first) return first
  const own = first.data.find(({ name }) => name === labRoomName)
  if (own?.isMember) return { data: first.data.filter(({ isMember }) => isMember) }
  const made = own
    ? await client.mutation(joinRoom, { id: own.id }).toPromise()
    : await client.mutation(createRoom, { name: labRoomName, topic }).toPromise()
  if (made.error) {
    const failure = toFailure(made.error)
    // Somebody else made it in the same moment.
    if (own || failure.code !== 'CONFLICT') return { failure }
    const others = await readRooms(client)
    const theirs = 'data' in others ? others.data.find(({ name }) => name === labRoomName) : undefined
    if (!theirs) return { failure }
    const joined = await client.mutation(joinRoom, { id: theirs.id }).toPromise()
    if (joined.error) return { failure: toFailure(joined.error) }
  }
  const all = await readRooms(client)
  return 'failure' in all ? all : { data: all.data.filter(({ isMember }) => isMember) }
}

async function readRooms(client: Client): Promise<Asked<LabRoom[]>> {
  const { data, error } = await client.query(roomsQuery, {}, { requestPolicy: 'network-only' }).toPromise()
  return error || !data ? { failure: toFailure(error ?? { graphQLErrors: [], message: '' }) } : { data: data.rooms }
}

/** The room as it is now: its head is where the lanes begin. */
export async function readRoom(client: Client, id: string): Promise<Asked<LabRoom | null>> {
  const { data, error } = await client.query(roomQuery, { id }, { requestPolicy: 'network-only' }).toPromise()
  return error ? { failure: toFailure(error) } : { data: data?.roomById ?? null }
}

export async function send(client: Client, roomId: string, text: string, clientId: string): Promise<Sending> {
  const { data, error } = await client.mutation(sendMessage, { input: { roomId, text, clientId } }).toPromise()
  return data ? data.sendMessage : { failure: toFailure(error ?? { graphQLErrors: [], message: '' }) }
}

/** What stands in the log behind a seq, up to 200 events, by one question. */
export async function readLog(client: Client, roomId: string, after: number): Promise<Asked<readonly Arrival[]>> {
  const variables = { roomId, after, limit: 200 }
  const { data, error } = await client.query(labEventPage, variables, { requestPolicy: 'network-only' }).toPromise()
  if (!data) return { failure: toFailure(error ?? { graphQLErrors: [], message: '' }) }
  return { data: data.roomEvents.events.map((event) => arrivalOf(event, 0)) }
}

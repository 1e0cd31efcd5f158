// What all peers have in common: one room, the same message of ten fields, and a word to whoever started them.

/** Makes the room's next message; every peer delivers exactly these fields, which Sendoff's clients ask for, too. */
export function createRoom() {
  let seq = 0
  return {
    message({ text, clientId, author }) {
      seq += 1
      return {
        id: `01890a5d-ac96-774b-bcce-${String(seq).padStart(12, '0')}`,
        seq,
        kind: 'MESSAGE',
        roomId: '01890a5d-ac96-774b-bcce-b302099a8057',
        clientId,
        author: { id: author, displayName: author },
        text,
        sentAt: new Date().toISOString(),
        revision: 1,
      }
    },
  }
}

/** Listens on a free port and prints it. */
export async function serve(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  announce(server.address().port)
}

export const announce = (port) => console.log(`listening ${port}`)

export const redisUrl = process.env.REDIS_URL

/** The schema of the GraphQL peers. */
export const typeDefs = `
  type Author { id: ID! displayName: String! }
  type Message {
    id: ID! seq: Int! kind: String! roomId: ID! clientId: String! author: Author! text: String! sentAt: String! revision: Int!
  }
  type Query { ready: Boolean }
  type Mutation { sendMessage(text: String!, clientId: String!, author: String!): Message! }
  type Subscription { messages: Message! }
`

// mercurius on fastify, its subscriptions over Redis (mqemitter-redis), as its documentation sets it up.
import fastify from 'fastify'
import mercurius from 'mercurius'
import mqRedis from 'mqemitter-redis'
import { announce, createRoom, redisUrl, typeDefs } from './room.mjs'

const room = createRoom()
const app = fastify()
const { hostname: host, port } = new URL(redisUrl)
await app.register(mercurius, {
  schema: typeDefs,
  subscription: { emitter: mqRedis({ host, port: Number(port) }), fullWsTransport: true },
  resolvers: {
    Mutation: {
      async sendMessage(_, input, { pubsub }) {
        const messages = room.message(input)
        await pubsub.publish({ topic: 'messages', payload: { messages } })
        return messages
      },
    },
    Subscription: { messages: { subscribe: (_, __, { pubsub }) => pubsub.subscribe('messages') } },
  },
})
await app.listen({ port: 0, host: '127.0.0.1' })
announce(app.server.address().port)

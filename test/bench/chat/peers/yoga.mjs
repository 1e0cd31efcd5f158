// graphql-yoga with graphql-ws and its own publish/subscribe over Redis: one execution for each subscriber of each event,
// as the documentation of both shows it. The buffer's limit is lifted, for a stalled peer would end the process.
import { createServer } from 'node:http'
import { createRedisEventTarget } from '@graphql-yoga/redis-event-target'
import { useServer } from 'graphql-ws/use/ws'
import { createPubSub, createSchema, createYoga } from 'graphql-yoga'
import { Redis } from 'ioredis'
import { WebSocketServer } from 'ws'
import { createRoom, redisUrl, serve, typeDefs } from './room.mjs'

const room = createRoom()
const eventTarget = createRedisEventTarget({ publishClient: new Redis(redisUrl), subscribeClient: new Redis(redisUrl) })
const pubSub = createPubSub({ eventTarget })
const schema = createSchema({
  typeDefs,
  resolvers: {
    Mutation: {
      sendMessage(_, input) {
        const message = room.message(input)
        pubSub.publish('messages', message)
        return message
      },
    },
    Subscription: { messages: { subscribe: () => pubSub.subscribe('messages'), resolve: (message) => message } },
  },
})
const yoga = createYoga({ schema, logging: false })
const http = createServer(yoga)
const server = new WebSocketServer({ server: http, path: '/graphql' })
useServer(
  {
    execute: (args) => args.rootValue.execute(args),
    subscribe: (args) => args.rootValue.subscribe(args),
    async onSubscribe(ctx, _id, params) {
      const enveloped = yoga.getEnveloped({ ...ctx, req: ctx.extra.request, socket: ctx.extra.socket, params })
      const { schema, execute, subscribe, contextFactory, parse, validate } = enveloped
      const document = parse(params.query)
      const args = {
        schema,
        operationName: params.operationName,
        document,
        variableValues: params.variables,
        contextValue: await contextFactory(),
        rootValue: { execute, subscribe },
      }
      const errors = validate(args.schema, args.document)
      return errors.length > 0 ? errors : args
    },
  },
  server,
)
await serve(http)

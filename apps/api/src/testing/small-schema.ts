import { GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { broadcastable } from '../graphql/broadcastable.ts'
import { type Context, viewerOf } from '../graphql/context.ts'
import { badInput } from '../modules/kernel/errors.ts'
import type { Viewer } from '../modules/kernel/viewer.ts'
import type { StoredEvent } from '../streams/event-log.ts'

export const viewer = (username: string): Viewer => ({
  userId: username,
  username,
  displayName: username,
  role: 'DEVELOPER',
  sessionId: `session of ${username}`,
  apiTokenId: null,
})

const text = { type: GraphQLString, extensions: broadcastable }

const Item: GraphQLObjectType = new GraphQLObjectType({
  name: 'Item',
  fields: () => ({
    seq: { type: new GraphQLNonNull(GraphQLInt), extensions: broadcastable },
    kind: text,
    text: { ...text, resolve: (event: StoredEvent<{ text?: string }>) => event.payload?.text ?? null },
    mine: { type: GraphQLString, resolve: (_event, _args, context: Context) => viewerOf(context).username },
    broken: {
      ...text,
      resolve: () => {
        throw new Error('a secret of the inside')
      },
    },
  }),
})

const Node: GraphQLObjectType = new GraphQLObjectType({
  name: 'Node',
  fields: () => ({
    name: { type: GraphQLString },
    children: { type: new GraphQLList(Node), args: { first: { type: GraphQLInt } } },
  }),
})

interface FollowArgs {
  after?: number | null
  key?: string | null
  epoch?: number | null
  replayAtMost?: number | null
}

const follow = ({ after, key, epoch, replayAtMost }: FollowArgs, { services, signal, viewer }: Context) =>
  services.cursors.follow('items', {
    after: after ?? null,
    key: key ?? null,
    epoch: epoch ?? null,
    ...(typeof replayAtMost === 'number' && { replayAtMost }),
    signal,
    heartbeatMs: 60_000,
    access: { userId: viewer?.userId ?? '', stillAllowed: () => true },
  })

export const smallSchema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: () => ({
      viewer: { type: GraphQLString, resolve: (_root, _args, context: Context) => context.viewer?.username ?? null },
      secret: { type: GraphQLString, resolve: (_root, _args, context: Context) => viewerOf(context).username },
      broken: {
        type: GraphQLString,
        resolve: () => {
          throw new Error('a secret of the inside')
        },
      },
      refused: {
        type: GraphQLString,
        resolve: () => {
          throw badInput([{ path: 'name', message: 'Too long.' }])
        },
      },
      list: { type: new GraphQLList(Node), args: { first: { type: GraphQLInt } }, resolve: () => [] },
    }),
  }),
  mutation: new GraphQLObjectType({
    name: 'Mutation',
    fields: {
      signIn: {
        type: GraphQLString,
        resolve: (_root, _args, context: Context) => {
          context.setSessionCookie?.('t-ada')
          return 'ada'
        },
      },
    },
  }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      items: {
        type: Item,
        extensions: broadcastable,
        args: {
          after: { type: GraphQLInt },
          key: { type: GraphQLString },
          epoch: { type: GraphQLInt },
          replayAtMost: { type: GraphQLInt },
        },
        subscribe: (_root, args: FollowArgs, context: Context) => follow(args, context),
        resolve: (event: StoredEvent) => event,
      },
    },
  }),
})

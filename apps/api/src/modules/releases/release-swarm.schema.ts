import type { SwarmServer as ServerFigures, SwarmFigures } from '../../engine/swarm-port.ts'
import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'

const SwarmWay = builder.enumType('SwarmWay', {
  description: 'How a build comes to a server.',
  values: {
    SWARM: { description: 'From Sendoff and from other servers, piece by piece.' },
    DIRECT: { description: 'From Sendoff alone: it could not take part, or nothing came from the others.' },
  } as const,
})

const SwarmServer = builder.objectRef<ServerFigures>('SwarmServer').implement({
  description: 'A server in a peer-to-peer distribution.',
  fields: (t) => ({
    serverId: t.exposeID('serverId', { extensions: broadcastable, description: 'As in the keys of steps.' }),
    way: t.expose('way', { type: SwarmWay, extensions: broadcastable, description: 'How the build comes to it.' }),
    receivedBytes: t.exposeFloat('receivedBytes', { extensions: broadcastable, description: 'What it has so far.' }),
    givenBytes: t.exposeFloat('givenBytes', {
      extensions: broadcastable,
      description: 'What it has sent to other servers.',
    }),
    reason: t.string({
      nullable: true,
      extensions: broadcastable,
      description: 'Why it is served directly; null where it is not.',
      resolve: ({ reason }) => reason ?? null,
    }),
  }),
})

export const ReleaseSwarm = builder.objectRef<SwarmFigures>('ReleaseSwarm').implement({
  description: 'A peer-to-peer distribution: servers take the build from each other.',
  fields: (t) => ({
    artifactBytes: t.exposeFloat('artifactBytes', { extensions: broadcastable, description: 'The size of the build.' }),
    platformBytes: t.exposeFloat('platformBytes', {
      extensions: broadcastable,
      description: 'What Sendoff has sent to all of them together.',
    }),
    peerBytes: t.exposeFloat('peerBytes', {
      extensions: broadcastable,
      description: 'What the servers have sent to each other.',
    }),
    servers: t.expose('servers', {
      type: [SwarmServer],
      extensions: broadcastable,
      description: 'Those that take part, and those that were to and are served directly.',
    }),
  }),
})

builder.prismaObjectField(modelType('Release'), 'swarm', (t) =>
  t.field({
    type: ReleaseSwarm,
    nullable: true,
    description: 'How its peer-to-peer distribution stands; null when each server is served on its own.',
    select: { swarm: true },
    resolve: ({ swarm }) => swarm as SwarmFigures | null,
  }),
)

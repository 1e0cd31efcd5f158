import type { Sending } from '../../engine/sending/sending.ts'
import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'

const SendingWay = builder.enumType('SendingWay', {
  description: 'What of a build is sent to a server.',
  values: {
    WHOLE: { description: 'The whole artifact.' },
    MISSING: {
      description: 'What is missing there; the server puts the build together from that and from what it has.',
    },
  } as const,
})

const SendingReason = builder.enumType('SendingReason', {
  description: 'Why a build is sent whole, or only what is missing.',
  values: {
    SOONER: { description: 'By what earlier uploads to this server took, it arrives sooner this way.' },
    LINK_UNKNOWN: { description: 'How fast the link is was not known, so it was taken for a slow one.' },
    NOTHING_THERE: { description: 'The server holds no earlier build that is known.' },
    LITTLE_SAVED: { description: 'Most of it is missing, or the artifact is small.' },
    NO_ROOM: { description: 'The disk has no room for putting it together.' },
    NOT_TOLD: { description: 'What the server has could not be found out.' },
    NOT_REBUILT: { description: 'What the server has turned out not to be what was shipped.' },
  } as const,
})

export const BuildSending = builder.objectRef<Sending>('BuildSending').implement({
  description:
    'How a build is sent to a server, and why. Earlier uploads tell how fast its link is, and how long it takes there to find out what it has and to put a build together; what is expected to arrive sooner is sent. A wrong guess costs only time.',
  fields: (t) => ({
    way: t.expose('way', { type: SendingWay, extensions: broadcastable, description: 'What is sent.' }),
    why: t.expose('why', { type: SendingReason, extensions: broadcastable, description: 'What decided it.' }),
    bytesPerSecond: t.float({
      nullable: true,
      extensions: broadcastable,
      description: 'How fast the link was taken to be; only with SOONER.',
      resolve: (sending) => sending.bytesPerSecond ?? null,
    }),
    wholeSeconds: t.float({
      nullable: true,
      extensions: broadcastable,
      description: 'What the whole artifact was expected to take; only with SOONER.',
      resolve: (sending) => sending.wholeSeconds ?? null,
    }),
    missingSeconds: t.float({
      nullable: true,
      extensions: broadcastable,
      description:
        'What it was expected to take to find out what is missing, to send that and to put it together (at least, with WHOLE); only with SOONER.',
      resolve: (sending) => sending.missingSeconds ?? null,
    }),
  }),
})

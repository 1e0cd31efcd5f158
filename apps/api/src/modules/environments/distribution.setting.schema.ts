import type { DistributionSetting } from '../../engine/distribution.ts'
import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'
import { distributionOf } from './distribution.setting.ts'

const PeerToPeer = builder.enumType('PeerToPeer', {
  description: 'When servers take builds from each other.',
  values: {
    AUTO: { description: 'Where it pays: from 8 servers with aria2 and 20 MB.' },
    ALWAYS: { description: 'Whenever two servers with aria2 need the build.' },
    NEVER: { description: 'Sendoff sends the build to each server.' },
  } as const,
})

const portRangeText = 'Others reach each server on one of these ports; from 1024 to 65535, such as `6881-6999`.'
const uploadLimitText = 'The most that each server gives to others, KB per second; 0: all that its link takes.'
const encryptionText = 'What servers send each other is encrypted, for networks that are not trusted.'

export const DistributionInput = builder.inputType('DistributionInput', {
  description: 'How builds travel to many servers; what is left out is as by default.',
  fields: (t) => ({
    peerToPeer: t.field({ type: PeerToPeer, description: 'Left out: AUTO.' }),
    portRange: t.string({ description: `${portRangeText} Left out: 6881-6999.` }),
    uploadLimitKb: t.int({ description: `${uploadLimitText} Left out: 0.` }),
    encryption: t.boolean({ description: `${encryptionText} Left out: false.` }),
  }),
})

const Distribution = builder.objectRef<DistributionSetting>('Distribution').implement({
  description: 'How builds travel to many servers.',
  fields: (t) => ({
    peerToPeer: t.expose('peerToPeer', { type: PeerToPeer, description: 'When servers take builds from each other.' }),
    portRange: t.exposeString('portRange', { description: portRangeText }),
    uploadLimitKb: t.exposeInt('uploadLimitKb', { description: uploadLimitText }),
    encryption: t.exposeBoolean('encryption', { description: encryptionText }),
  }),
})

builder.prismaObjectField(modelType('Environment'), 'distribution', (t) =>
  t.field({
    type: Distribution,
    description: 'How builds travel to its servers.',
    select: { distribution: true },
    resolve: ({ distribution }) => distributionOf(distribution),
  }),
)

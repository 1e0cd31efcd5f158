import type { Sending } from '../../engine/sending/sending.ts'
import { builder } from '../../graphql/builder.ts'
import { BuildSending } from './build-sending.schema.ts'
import { ReleaseTarget } from './creation/release-plan.schema.ts'
import { releaseNow, targetsOf } from './release-loaders.schema.ts'

// Bytes pass what an Int holds.
const bytes = (value: bigint | null) => (value === null ? null : Number(value))

builder.objectFields(ReleaseTarget, (t) => ({
  sentBytes: t.float({
    nullable: true,
    description: 'Bytes of the build that were sent to it, in all tries; null: none was needed, or not yet.',
    resolve: (target) => bytes(target.sentBytes),
  }),
  reusedBytes: t.float({
    nullable: true,
    description:
      'Bytes of the build that did not travel, because the server had them; null as long as nothing was sent.',
    resolve: (target) => bytes(target.reusedBytes),
  }),
  sending: t.field({
    type: BuildSending,
    nullable: true,
    description: 'How the build was sent to it, and why; null: Sendoff sent nothing, or not yet.',
    resolve: ({ sending }) => sending as Sending | null,
  }),
}))

const total = (values: (bigint | null)[]) => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + Number(value), 0)
}

builder.prismaObjectFields('Release', (t) => ({
  sentBytes: t.float({
    nullable: true,
    description: 'Bytes of the build that were sent, to all its servers together; null: none yet.',
    resolve: async (release, _args, context) => {
      await releaseNow(context, release)
      return total(((await targetsOf.load(context, release.id)) ?? []).map((target) => target.sentBytes))
    },
  }),
  reusedBytes: t.float({
    nullable: true,
    description:
      'Bytes of the build that did not travel, on all its servers together; null as long as nothing was sent.',
    resolve: async (release, _args, context) => {
      await releaseNow(context, release)
      return total(((await targetsOf.load(context, release.id)) ?? []).map((target) => target.reusedBytes))
    },
  }),
}))

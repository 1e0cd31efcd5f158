import type { ReleaseSnapshot } from '../../engine/types.ts'
import { builder } from '../../graphql/builder.ts'
import { sharedSettingsOf } from '../repository-file/effective.ts'
import { EffectiveSetting, rowsOf } from '../repository-file/settings.schema.ts'
import { Release } from './release.schema.ts'

const snapshotOf = (release: { snapshot: unknown }) => release.snapshot as ReleaseSnapshot

builder.prismaObjectFields(Release, (t) => ({
  settings: t.field({
    type: [EffectiveSetting],
    description: 'What it does, as it was fixed when it was created, and who said so.',
    select: { snapshot: true },
    resolve: (release) => {
      const { packing = null, fromRepository = [], ...snapshot } = snapshotOf(release)
      return rowsOf(sharedSettingsOf({ ...snapshot, packing }), fromRepository)
    },
  }),
  variablesVersion: t.int({
    nullable: true,
    description:
      'The version of the variables that it began with; null before it has begun, and in releases from before there were versions.',
    select: { snapshot: true },
    resolve: (release) => {
      const { variablesOpen, variablesVersion } = snapshotOf(release)
      return variablesOpen ? null : (variablesVersion ?? null)
    },
  }),
}))

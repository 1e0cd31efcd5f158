import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'
import { storedPacking } from '../environments/packing.setting.ts'
import { ShipPreview } from '../projects/revisions.schema.ts'
import { type SettingName, type SharedSettings, settingNames } from './effective.ts'
import type { FileProblem } from './read-yaml.ts'
import type { EffectiveSettings as Effective } from './repository-settings.ts'
import { RepositoryFileUse } from './use.schema.ts'

export interface SettingRow {
  name: SettingName
  value: string | null
  source: 'PAGE' | 'REPOSITORY'
}

/** Settings as people read them: lists one entry a line, null where there is nothing. */
export const rowsOf = (settings: SharedSettings, fromRepository: readonly string[]): SettingRow[] =>
  settingNames.map((name) => {
    const said = settings[name]
    const value = Array.isArray(said) ? said.join('\n') || null : said
    return { name, value, source: fromRepository.includes(name) ? 'REPOSITORY' : 'PAGE' }
  })

const SettingSource = builder.enumType('SettingSource', {
  description: 'Who said it.',
  values: {
    PAGE: { description: 'The settings of the environment.' },
    REPOSITORY: { description: '`sendoff.yml` in the repository, at the commit.' },
  } as const,
})

export const EffectiveSetting = builder.objectRef<SettingRow>('EffectiveSetting').implement({
  description: 'What a release does at one point, and who said so.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'As in EnvironmentInput: `buildCommand`, `sharedPaths` and so on; `include`, `exclude`.',
    }),
    value: t.exposeString('value', { nullable: true, description: 'A list has one entry a line. Null: nothing.' }),
    source: t.expose('source', { type: SettingSource, description: 'Who said it.' }),
  }),
})

const Problem = builder.objectRef<FileProblem>('RepositoryFileProblem').implement({
  description: 'Something that is wrong in `sendoff.yml`.',
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'Counts from 1.' }),
    message: t.exposeString('message', { description: 'What, and what was probably meant.' }),
    blocks: t.exposeBoolean('blocks', { description: 'No release can be made with it.' }),
  }),
})

const EffectiveSettings = builder.objectRef<Effective>('EffectiveSettings').implement({
  description: 'What a release of a commit would do.',
  fields: (t) => ({
    repositoryFile: t.expose('use', { type: RepositoryFileUse, description: "The environment's switch." }),
    found: t.exposeBoolean('found', { description: 'The commit has a `sendoff.yml`, whether or not it is used.' }),
    problems: t.expose('problems', { type: [Problem], description: 'What is wrong in it; none where it is ignored.' }),
    values: t.field({
      type: [EffectiveSetting],
      description: 'Everything that the page and the file may both say.',
      resolve: ({ settings, fromRepository }) => rowsOf(settings, fromRepository),
    }),
  }),
})

builder.objectField(ShipPreview, 'settings', (t) =>
  t.field({
    type: EffectiveSettings,
    description: 'What it would do, by the page and by `sendoff.yml` of the commit.',
    resolve: async ({ environmentId, commit }, _args, { services }) => {
      const environment = await services.database.prisma.environment.findUniqueOrThrow({ where: { id: environmentId } })
      const owner = { ...environment, packing: storedPacking(environment.packing) }
      return services.repositorySettings.settingsAt(owner, commit)
    },
  }),
)

builder.prismaObjectField(modelType('Environment'), 'repositoryFile', (t) =>
  t.expose('repositoryFile', { type: RepositoryFileUse, description: 'What `sendoff.yml` may say here.' }),
)

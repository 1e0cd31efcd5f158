import { builder } from '../../graphql/builder.ts'
import { modelType } from '../../graphql/model-type.ts'
import type { Database } from '../../platform/database/database.ts'
import { storedPacking } from '../environments/packing.setting.ts'
import { ReleaseGate, releaseGates } from '../metrics/probes/probe-gate.schema.ts'
import { ShipPreview } from '../projects/revisions.schema.ts'
import type { ShipPreview as Preview } from '../projects/revisions.ts'
import { type SettingName, type SharedSettings, settingNames } from './effective.ts'
import type { FileProblem } from './read-yaml.ts'
import type { EffectiveSettings as Effective, RepositorySettings } from './repository-settings.ts'
import { SettingSource } from './setting-source.schema.ts'
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

const read = new WeakMap<Preview, Promise<Effective>>()

/** The file is read once for all fields of a preview. */
function effectiveOf(preview: Preview, services: PreviewServices): Promise<Effective> {
  const known = read.get(preview) ?? judge(preview, services)
  read.set(preview, known)
  return known
}

interface PreviewServices {
  database: Pick<Database, 'prisma'>
  repositorySettings: RepositorySettings
}

async function judge({ environmentId, commit }: Preview, { database, repositorySettings }: PreviewServices) {
  const where = { id: environmentId }
  const environment = await database.prisma.environment.findUniqueOrThrow({ where, include: { probes: true } })
  return repositorySettings.settingsAt({ ...environment, packing: storedPacking(environment.packing) }, commit)
}

builder.objectFields(ShipPreview, (t) => ({
  settings: t.field({
    type: EffectiveSettings,
    description: 'What it would do, by the page and by `sendoff.yml` of the commit.',
    resolve: (preview, _args, { services }) => effectiveOf(preview, services),
  }),
  gates: t.field({
    type: [ReleaseGate],
    description:
      "The application's numbers that must stay fine after each server's check, by name, as they would be now.",
    resolve: async (preview, _args, { services }) => releaseGates(await effectiveOf(preview, services)),
  }),
}))

builder.prismaObjectField(modelType('Environment'), 'repositoryFile', (t) =>
  t.expose('repositoryFile', { type: RepositoryFileUse, description: 'What `sendoff.yml` may say here.' }),
)

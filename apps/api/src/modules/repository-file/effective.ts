import type { PackingPatterns } from '../../engine/packing/patterns.ts'
import { packingOf } from '../environments/packing.setting.ts'
import type { FileSettings } from './shape.ts'

export type RepositoryFileUse = 'IGNORE' | 'FALLBACK' | 'WINS'

const commandNames = [
  'afterFetchCommand',
  'buildCommand',
  'beforeUploadCommand',
  'afterUploadCommand',
  'restartCommand',
  'checkCommand',
] as const
const listNames = ['sharedPaths', 'include', 'exclude'] as const

/** What sendoff.yml and the page may both say about an environment. */
export type SharedSettings = Record<(typeof commandNames)[number], string | null> &
  Record<(typeof listNames)[number], string[]>

export type SettingName = keyof SharedSettings
export const settingNames: readonly SettingName[] = [...commandNames, ...listNames]

/** The part of an environment, or of a release's snapshot, that the file may speak about too. */
export interface PageSettings extends Omit<SharedSettings, 'include' | 'exclude'> {
  packing: PackingPatterns | null
}

export const sharedSettingsOf = (page: PageSettings): SharedSettings => ({
  afterFetchCommand: page.afterFetchCommand,
  buildCommand: page.buildCommand,
  beforeUploadCommand: page.beforeUploadCommand,
  afterUploadCommand: page.afterUploadCommand,
  restartCommand: page.restartCommand,
  checkCommand: page.checkCommand,
  sharedPaths: page.sharedPaths,
  ...(page.packing ?? { include: [], exclude: [] }),
})

export const namedAsOnPage = ({ hooks, ...file }: FileSettings): Partial<SharedSettings> => ({
  afterFetchCommand: hooks?.afterFetch,
  buildCommand: file.build,
  beforeUploadCommand: hooks?.beforeUpload,
  afterUploadCommand: hooks?.afterUpload,
  restartCommand: file.restart,
  checkCommand: file.check,
  sharedPaths: file.shared,
  include: file.include,
  exclude: file.exclude,
})

const isEmpty = (value: string | string[] | null) => value === null || value.length === 0

/** Both together as the environment's switch decides, and the names of those that come from the file. */
export function mergeSettings(page: SharedSettings, file: Partial<SharedSettings>, use: RepositoryFileUse) {
  const fromRepository = settingNames.filter((name) => {
    const said = file[name]
    if (use === 'IGNORE' || said === undefined) return false
    return use === 'WINS' || (isEmpty(page[name]) && !isEmpty(said))
  })
  const taken = Object.fromEntries(fromRepository.map((name) => [name, file[name]])) as Partial<SharedSettings>
  return { settings: { ...page, ...taken }, fromRepository }
}

/** As a release's snapshot holds them. */
export const snapshotOf = ({ include, exclude, ...settings }: SharedSettings) => ({
  ...settings,
  packing: packingOf(include, exclude),
})

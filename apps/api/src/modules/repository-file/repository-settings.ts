import type { RepositoryMirror } from '../../engine/repository.ts'
import { badInput } from '../kernel/errors.ts'
import {
  mergeSettings,
  namedAsOnPage,
  type PageSettings,
  type RepositoryFileUse,
  type SettingName,
  type SharedSettings,
  sharedSettingsOf,
} from './effective.ts'
import { MOST_BYTES, REPOSITORY_FILE } from './file-name.ts'
import { parseRepositoryFile } from './parse.ts'
import type { FileProblem } from './read-yaml.ts'

/** An environment, as far as it decides what a release does. */
export interface SettingsOwner extends PageSettings {
  name: string
  projectId: string
  repositoryFile: RepositoryFileUse
}

/** What a release of a commit would do. */
export interface EffectiveSettings {
  use: RepositoryFileUse
  /** The commit has the file, whether or not the environment uses it. */
  found: boolean
  problems: FileProblem[]
  settings: SharedSettings
  fromRepository: SettingName[]
}

interface Ports {
  mirrorOf(projectId: string): Promise<Pick<RepositoryMirror, 'readFile'>>
  /** The names of a project's environments. */
  environmentsOf(projectId: string): Promise<string[]>
}

/** What sendoff.yml in the repository adds to what the page says. */
export function createRepositorySettings({ mirrorOf, environmentsOf }: Ports) {
  async function settingsAt(owner: SettingsOwner, commit: string): Promise<EffectiveSettings> {
    const page = sharedSettingsOf(owner)
    const use = owner.repositoryFile
    const mirror = await mirrorOf(owner.projectId)
    const file = await mirror.readFile(commit, REPOSITORY_FILE, MOST_BYTES)
    const onPage = { use, settings: page, fromRepository: [] }
    if (file === null || use === 'IGNORE') return { ...onPage, found: file !== null, problems: [] }
    if ('problem' in file)
      return { ...onPage, found: true, problems: [{ line: 1, message: file.problem, blocks: true }] }
    const { settings, problems } = parseRepositoryFile(file.bytes, owner.name, await environmentsOf(owner.projectId))
    return { use, found: true, problems, ...mergeSettings(page, namedAsOnPage(settings), use) }
  }

  return {
    settingsAt,

    /** For a release that is about to be made. @throws CallerError BAD_USER_INPUT naming every line that is wrong */
    async usableSettingsAt(owner: SettingsOwner, commit: string): Promise<EffectiveSettings> {
      if (owner.repositoryFile === 'IGNORE')
        return { use: 'IGNORE', found: false, problems: [], settings: sharedSettingsOf(owner), fromRepository: [] }
      const effective = await settingsAt(owner, commit)
      const blocking = effective.problems.filter(({ blocks }) => blocks)
      if (blocking.length === 0) return effective
      const lines = blocking.map(({ line, message }) => `line ${line}: ${message}`).join(' ')
      throw badInput([
        { path: 'input.revision', message: `${REPOSITORY_FILE} of this commit cannot be used: ${lines}` },
      ])
    },
  }
}

export type RepositorySettings = ReturnType<typeof createRepositorySettings>

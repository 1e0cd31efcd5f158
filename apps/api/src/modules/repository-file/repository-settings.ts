import type { ProbeGate } from '../../engine/probe-gate.ts'
import type { RepositoryMirror } from '../../engine/repository.ts'
import { badInput } from '../kernel/errors.ts'
import type { StoredProbe } from '../metrics/probes/gate.setting.ts'
import {
  mergeSettings,
  namedAsOnPage,
  type PageSettings,
  type RepositoryFileUse,
  type SharedSettings,
  sharedSettingsOf,
} from './effective.ts'
import { mergeGates } from './file-gates.ts'
import { MOST_BYTES, REPOSITORY_FILE } from './file-name.ts'
import { parseRepositoryFile } from './parse.ts'
import type { FileProblem } from './read-yaml.ts'

/** An environment, as far as it decides what a release does. */
export interface SettingsOwner extends PageSettings {
  name: string
  projectId: string
  repositoryFile: RepositoryFileUse
  probes: readonly StoredProbe[]
}

/** What a release of a commit would do. */
export interface EffectiveSettings {
  use: RepositoryFileUse
  /** The commit has the file, whether or not the environment uses it. */
  found: boolean
  problems: FileProblem[]
  settings: SharedSettings
  /** What it has to pass. */
  gates: ProbeGate[]
  /** Names of settings, and of gates as `gates.<probe>`. */
  fromRepository: string[]
}

interface Ports {
  mirrorOf(projectId: string): Promise<Pick<RepositoryMirror, 'readFile'>>
  /** The names of a project's environments. */
  environmentsOf(projectId: string): Promise<string[]>
}

/** What sendoff.yml in the repository adds to what the page says. */
export function createRepositorySettings({ mirrorOf, environmentsOf }: Ports) {
  const onPage = (owner: SettingsOwner) => ({
    ...{
      use: owner.repositoryFile,
      settings: sharedSettingsOf(owner),
      gates: mergeGates(owner.probes, {}, 'IGNORE').gates,
    },
    fromRepository: [],
  })

  async function settingsAt(owner: SettingsOwner, commit: string): Promise<EffectiveSettings> {
    const page = onPage(owner)
    const { use } = page
    const mirror = await mirrorOf(owner.projectId)
    const file = await mirror.readFile(commit, REPOSITORY_FILE, MOST_BYTES)
    if (file === null || use === 'IGNORE') return { ...page, found: file !== null, problems: [] }
    if ('problem' in file) return { ...page, found: true, problems: [{ line: 1, message: file.problem, blocks: true }] }
    const names = await environmentsOf(owner.projectId)
    const probes = owner.probes.map(({ name }) => name)
    const said = parseRepositoryFile(file.bytes, owner.name, names, probes)
    const { settings, fromRepository } = mergeSettings(page.settings, namedAsOnPage(said.settings), use)
    const { gates, fromFile } = mergeGates(owner.probes, said.settings.gates ?? {}, use)
    return {
      use,
      found: true,
      problems: said.problems,
      settings,
      gates,
      fromRepository: [...fromRepository, ...fromFile],
    }
  }

  return {
    settingsAt,

    /** For a release that is about to be made. @throws CallerError BAD_USER_INPUT naming every line that is wrong */
    async usableSettingsAt(owner: SettingsOwner, commit: string): Promise<EffectiveSettings> {
      if (owner.repositoryFile === 'IGNORE') return { ...onPage(owner), found: false, problems: [] }
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

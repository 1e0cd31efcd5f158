import { mergeSettings, type SettingName, type SharedSettings, sharedSettingsOf, snapshotOf } from './effective.ts'
import type { SettingsOwner } from './repository-settings.ts'

/** What a rollback takes from the release that it puts back, whoever said it: what its build was made with. */
const ofBuild: SettingName[] = [
  'afterFetchCommand',
  'buildCommand',
  'beforeUploadCommand',
  'afterUploadCommand',
  'include',
  'exclude',
]

/**
 * What a rollback does: it builds as the earlier release did, and on servers does what the page says today, with what
 * sendoff.yml of its own commit said about that. The repository is not asked: going back must not depend on it.
 */
export function keptSettings(
  owner: Omit<SettingsOwner, 'projectId' | 'probes'>,
  earlier: SharedSettings,
  saidByFile: readonly string[],
) {
  const said = (Object.keys(earlier) as SettingName[]).filter((name) => saidByFile.includes(name))
  const file = Object.fromEntries(said.map((name) => [name, earlier[name]])) as Partial<SharedSettings>
  const merged = mergeSettings(sharedSettingsOf(owner), file, owner.repositoryFile)
  const build = Object.fromEntries(ofBuild.map((name) => [name, earlier[name]])) as Partial<SharedSettings>
  const ofServers = merged.fromRepository.filter((name) => !ofBuild.includes(name))
  return {
    ...snapshotOf({ ...merged.settings, ...build }),
    fromRepository: [...said.filter((name) => ofBuild.includes(name)), ...ofServers],
  }
}

import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError, StepFailed } from '../../engine/errors.ts'
import type { ExportOptions } from '../../engine/ports.ts'
import { parseRepositoryUrl } from '../../engine/repository-url.ts'
import type { Git, Remote } from './command.ts'
import { readSubmodules, type Submodule } from './gitmodules.ts'
import { credentialFor } from './same-host.ts'
import { resolveAddress } from './submodule-address.ts'

/** A mirror, seen from inside. */
export interface OpenMirror {
  path: string
  remote: Remote
  ensureCommit(commit: string, options: ExportOptions): Promise<void>
}

/** How deep submodules may hold submodules, and how many there may be in all. */
const deepest = 8
const mostModules = 200

/** Writes a commit's tree and then, as deep as they go, those of its submodules into the places that it has for them. */
export async function exportWithSubmodules(
  given: { git: Git; open(remote: Remote): OpenMirror; tree: TreeExport },
  mirror: OpenMirror,
  commit: string,
  directory: string,
  options: ExportOptions,
): Promise<void> {
  let count = 0
  await exportOne(mirror, commit, directory, '', 0)

  async function exportOne(one: OpenMirror, id: string, into: string, above: string, depth: number): Promise<void> {
    await given.tree(one, id, into, options)
    if (!options.submodules) return
    for (const module of await readSubmodules(given.git, one.path, id, options.signal)) {
      const name = above + module.path
      const place = await placeOf(into, module.path)
      // A place that is missing is one that the repository does not export.
      if (place === null) continue
      if (module.url === null) await say(`Warning: .gitmodules gives no address for ${name}; it stays empty.\n`)
      else {
        if (++count > mostModules) throw new StepFailed(`There are more than ${mostModules} submodules.`)
        if (depth >= deepest) throw new StepFailed(`${name}: submodules are nested deeper than ${deepest}.`)
        await exportModule(one, module, name, place, depth)
      }
    }
  }

  async function exportModule(parent: OpenMirror, module: Submodule, name: string, place: string, depth: number) {
    const parsed = parseRepositoryUrl(resolveAddress(parent.remote.url, module.url ?? ''), {
      // What may be pushed must not name directories of this machine, unless the project lies there itself.
      allowFiles: parent.remote.url.scheme === 'file',
    })
    if ('problem' in parsed)
      throw new StepFailed(`The address of the submodule ${name} is not allowed: ${parsed.problem}`)
    const { url } = parsed
    const child = given.open({ url, credential: credentialFor(parent.remote, url) })
    await say(`Submodule ${name}: ${module.commit.slice(0, 12)} of ${url.text}\n`)
    await child.ensureCommit(module.commit, options).catch((error: unknown) => {
      if (!(error instanceof EngineError)) throw error
      throw new StepFailed(`The submodule ${name} (${url.text}) could not be fetched: ${error.message}`)
    })
    await exportOne(child, module.commit, place, `${name}/`, depth + 1)
  }

  async function say(line: string) {
    await options.onOutput?.({ stream: 'STDERR', bytes: Buffer.from(line) })
  }
}

export type TreeExport = (
  mirror: OpenMirror,
  commit: string,
  directory: string,
  options: ExportOptions,
) => Promise<void>

/** The directory that the tree has for a submodule; null when it has none. Never through a link, never outside. */
async function placeOf(directory: string, path: string): Promise<string | null> {
  let place = directory
  for (const part of path.split('/')) {
    if (['', '.', '..', '.git'].includes(part)) throw new StepFailed(`${path} is no place for a submodule.`)
    place = join(place, part)
    const info = await lstat(place).catch(() => null)
    if (info === null) return null
    if (!info.isDirectory()) throw new StepFailed(`${path} is no place for a submodule.`)
  }
  return place
}

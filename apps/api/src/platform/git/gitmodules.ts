import { StepFailed } from '../../engine/errors.ts'
import type { Git } from './command.ts'
import { isWholeId } from './resolve.ts'

export interface Submodule {
  path: string
  commit: string
  /** As .gitmodules says; null when it says nothing. */
  url: string | null
}

/** The submodules of a commit, with the addresses that its .gitmodules gives. */
export async function readSubmodules(git: Git, mirror: string, commit: string, signal?: AbortSignal) {
  const { stdout } = await git.run(['ls-tree', '-r', '-z', '--full-tree', commit], { cwd: mirror, signal })
  const modules: Submodule[] = []
  for (const entry of stdout.toString().split('\0')) {
    if (!entry.startsWith('160000 ')) continue
    const tab = entry.indexOf('\t')
    const id = entry.slice(0, tab).split(' ')[2] ?? ''
    if (isWholeId(id)) modules.push({ path: entry.slice(tab + 1), commit: id, url: null })
  }
  if (modules.length === 0) return modules
  const addresses = await readAddresses(git, mirror, commit, signal)
  return modules.map((module) => ({ ...module, url: addresses.get(module.path) ?? null }))
}

/** Addresses by path. */
async function readAddresses(git: Git, mirror: string, commit: string, signal?: AbortSignal) {
  const file = `${commit}:.gitmodules`
  const there = await git.run(['cat-file', '-e', file], { cwd: mirror, signal })
  if (there.code !== 0) return new Map<string, string>()
  const { code, stdout } = await git.run(['config', `--blob=${file}`, '-z', '--list'], { cwd: mirror, signal })
  if (code !== 0) throw new StepFailed('.gitmodules cannot be read: git takes it for damaged.')
  const named = new Map<string, { path?: string; url?: string }>()
  for (const entry of stdout.toString().split('\0')) {
    const [, name, key, value] = /^submodule\.(.*)\.(path|url)\n(.*)$/s.exec(entry) ?? []
    if (name !== undefined && key) named.set(name, { ...named.get(name), [key]: value })
  }
  return new Map([...named.values()].flatMap(({ path, url }) => (path && url ? [[path, url] as const] : [])))
}

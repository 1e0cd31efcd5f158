import type { Git } from './command.ts'

const named = 5

/** What the exported tree lacks, as lines for the step's output: submodules and files kept by Git LFS are not fetched. */
export async function noticesOf(git: Git, path: string, commit: string, signal?: AbortSignal): Promise<string[]> {
  const { stdout } = await git.run(['ls-tree', '-r', '-z', '--full-tree', commit], { cwd: path, signal })
  const entries = stdout.toString().split('\0')
  const notices: string[] = []

  const submodules = entries.filter((entry) => entry.startsWith('160000 '))
  if (submodules.length > 0) {
    const more = submodules.length > named ? ` and ${submodules.length - named} more` : ''
    const list = submodules.slice(0, named).map((entry) => entry.slice(entry.indexOf('\t') + 1))
    notices.push(`Warning: submodules are not fetched, their directories stay empty: ${list.join(', ')}${more}`)
  }
  const hasAttributes = entries.some((entry) => /[\t/]\.gitattributes$/.test(entry))
  if (hasAttributes && (await usesLargeFiles(git, path, commit, signal)))
    notices.push('Warning: this repository uses Git LFS; its large files are not fetched, only their pointers.')
  return notices
}

async function usesLargeFiles(git: Git, path: string, commit: string, signal?: AbortSignal): Promise<boolean> {
  const pattern = ['grep', '-q', '-I', '-e', 'filter=lfs', commit, '--', ':(glob)**/.gitattributes']
  const { code } = await git.run(pattern, { cwd: path, signal })
  return code === 0
}

import type { SourceParts } from '../../engine/source-parts.ts'
import type { Git } from './command.ts'

const named = 5

/** What of a commit does not lie in its repository. */
export async function missingParts(git: Git, path: string, commit: string, signal?: AbortSignal) {
  const { stdout } = await git.run(['ls-tree', '-r', '-z', '--full-tree', commit], { cwd: path, signal })
  const entries = stdout.toString().split('\0')
  const submodules = entries.filter((entry) => entry.startsWith('160000 '))
  const hasAttributes = entries.some((entry) => /[\t/]\.gitattributes$/.test(entry))
  return {
    submodules: submodules.map((entry) => entry.slice(entry.indexOf('\t') + 1)),
    largeFiles: hasAttributes && (await usesLargeFiles(git, path, commit, signal)),
  }
}

/** What the exported tree lacks because nobody wanted it fetched, as lines for the step's output. */
export function noticesOf(lacks: Awaited<ReturnType<typeof missingParts>>, wanted: SourceParts): string[] {
  const notices: string[] = []
  if (lacks.submodules.length > 0 && !wanted.submodules) {
    const more = lacks.submodules.length > named ? ` and ${lacks.submodules.length - named} more` : ''
    const list = lacks.submodules.slice(0, named).join(', ')
    notices.push(`Warning: submodules are not fetched, their directories stay empty: ${list}${more}`)
  }
  if (lacks.largeFiles && !wanted.largeFiles)
    notices.push('Warning: this repository uses Git LFS; its large files are not fetched, only their pointers.')
  return notices
}

async function usesLargeFiles(git: Git, path: string, commit: string, signal?: AbortSignal): Promise<boolean> {
  const pattern = ['grep', '-q', '-I', '-e', 'filter=lfs', commit, '--', ':(glob)**/.gitattributes']
  const { code } = await git.run(pattern, { cwd: path, signal })
  return code === 0
}

import type { StoredFile } from '../../engine/repository.ts'
import type { Git } from './command.ts'

/** See RepositoryMirror.readFile. The path is whole and ours, never a pattern. */
export async function readFileAt(
  git: Git,
  mirror: string,
  commit: string,
  path: string,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<StoredFile | null> {
  const list = ['--literal-pathspecs', 'ls-tree', '-l', '-z', '--full-tree', commit, '--', path]
  const listed = await git.run(list, { cwd: mirror, signal })
  if (listed.code !== 0) throw new Error(`git ls-tree failed: ${listed.stderr}`)
  const [mode = '', kind, id = '', size] = listed.stdout.toString().split('\t')[0]?.split(/ +/) ?? []
  if (mode === '') return null
  if (kind !== 'blob' || !mode.startsWith('100')) return { problem: 'It is not a file.' }
  if (Number(size) > maxBytes) return { problem: `It is larger than ${maxBytes / 1024} KB.` }
  const { code, stdout, stderr } = await git.run(['cat-file', 'blob', id], { cwd: mirror, signal })
  if (code !== 0) throw new Error(`git cat-file failed: ${stderr}`)
  return { bytes: stdout }
}

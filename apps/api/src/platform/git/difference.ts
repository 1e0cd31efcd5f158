import type { ChangedFile, Difference } from '../../engine/repository.ts'
import type { Git } from './command.ts'
import { readLog } from './history.ts'
import type { Reader } from './reader.ts'

const mostCommits = 200
const mostFiles = 500
const totalTimeoutMs = 60_000

const statuses: Record<string, ChangedFile['status']> = { A: 'ADDED', M: 'MODIFIED', D: 'REMOVED', T: 'TYPE_CHANGED' }

export async function readDifference(
  git: Git,
  read: Reader,
  path: string,
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<Difference> {
  const [commits, takenBack, files] = await Promise.all([
    readLog(read, `${from}..${to}`, mostCommits + 1, signal),
    readLog(read, `${to}..${from}`, mostCommits + 1, signal),
    readFiles(git, path, from, to, signal),
  ])
  return {
    commits: commits.slice(0, mostCommits),
    takenBack: takenBack.slice(0, mostCommits),
    files: files.slice(0, mostFiles),
    truncated: Math.max(commits.length, takenBack.length) > mostCommits || files.length > mostFiles,
  }
}

/** Reads one file more than is shown, then ends git: counting lines of all of a huge change would take minutes. */
async function readFiles(git: Git, path: string, from: string, to: string, signal?: AbortSignal) {
  const enough = new AbortController()
  const parser = createDiffParser(mostFiles + 1, () => enough.abort())
  const flags = [
    '--raw',
    '--numstat',
    '-z',
    '--no-abbrev',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
  ]
  try {
    const result = await git.run(['diff', ...flags, '--ignore-submodules=none', '--end-of-options', from, to, '--'], {
      cwd: path,
      totalTimeoutMs,
      signal: signal ? AbortSignal.any([signal, enough.signal]) : enough.signal,
      onOutput: ({ stream, bytes }) => {
        if (stream === 'STDOUT') parser.push(bytes)
      },
    })
    if (result.code !== 0 && !enough.signal.aborted) throw new Error(`git diff failed: ${result.stderr}`)
  } catch (error) {
    if (!enough.signal.aborted || signal?.aborted) throw error
  }
  return parser.files()
}

/**
 * Reads `git diff --raw --numstat -z`: all raw entries (`:100644 100644 a b M` NUL path NUL), then in the same order
 * all counts (`1 TAB 2 TAB path` NUL).
 */
export function createDiffParser(most: number, onEnough: () => void) {
  const changed = new Map<string, ChangedFile>()
  let rest = Buffer.alloc(0)
  let status: string | null = null
  let counted = 0
  const take = (part: string) => {
    if (status !== null) {
      if (changed.size < most)
        changed.set(part, { path: part, status: statuses[status] ?? 'MODIFIED', additions: null, deletions: null })
      status = null
    } else if (part.startsWith(':')) status = part.split(' ')[4]?.[0] ?? 'M'
    else {
      const [, additions = '-', deletions = '-', path = ''] = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(part) ?? []
      const file = changed.get(path)
      if (file && additions !== '-') Object.assign(file, { additions: Number(additions), deletions: Number(deletions) })
      counted++
      if (counted >= most) onEnough()
    }
  }
  return {
    push(bytes: Buffer) {
      rest = Buffer.concat([rest, bytes])
      let at = rest.indexOf(0)
      let start = 0
      for (; at >= 0; at = rest.indexOf(0, start)) {
        take(rest.toString('utf8', start, at))
        start = at + 1
      }
      rest = rest.subarray(start)
    },
    files: () => [...changed.values()],
  }
}

import type { FilePatch } from '../../engine/repository.ts'
import type { Git } from './command.ts'

/** More of a diff than this nobody reads in a page. */
const mostBytes = 200 * 1024
const totalTimeoutMs = 30_000
/** The tree without files: what a first release is compared with. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

const flags = [
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--unified=3',
  '--ignore-submodules=none',
]

/** The name of a file is never a pattern here, whatever characters it has. */
export async function readPatch(
  git: Git,
  path: string,
  from: string | null,
  to: string,
  file: string,
  signal?: AbortSignal,
): Promise<FilePatch> {
  const enough = new AbortController()
  const kept: Buffer[] = []
  let size = 0
  try {
    const result = await git.run(['diff', ...flags, '--end-of-options', from ?? emptyTree, to, '--', file], {
      cwd: path,
      env: { GIT_LITERAL_PATHSPECS: '1' },
      totalTimeoutMs,
      signal: signal ? AbortSignal.any([signal, enough.signal]) : enough.signal,
      onOutput: ({ stream, bytes }) => {
        if (stream !== 'STDOUT') return
        kept.push(bytes)
        size += bytes.length
        if (size > mostBytes) enough.abort()
      },
    })
    if (result.code !== 0 && !enough.signal.aborted) throw new Error(`git diff failed: ${result.stderr}`)
  } catch (error) {
    if (!enough.signal.aborted || signal?.aborted) throw error
  }
  return patchOf(Buffer.concat(kept), size > mostBytes)
}

/** Cuts git's own header away; a diff that was cut ends with its last whole line. */
export function patchOf(printed: Buffer, truncated: boolean): FilePatch {
  const whole = truncated
    ? printed.subarray(0, mostBytes).subarray(0, printed.lastIndexOf(10, mostBytes - 1) + 1)
    : printed
  const text = whole.toString('utf8')
  const first = /^@@ /m.exec(text)?.index
  if (first !== undefined) return { text: text.slice(first), binary: false, truncated }
  return { text: '', binary: /^Binary files /m.test(text), truncated }
}

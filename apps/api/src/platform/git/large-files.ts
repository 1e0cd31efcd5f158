import { StepFailed } from '../../engine/errors.ts'
import type { ExportOptions } from '../../engine/ports.ts'
import { parseRepositoryUrl, type RepositoryUrl } from '../../engine/repository-url.ts'
import type { Git } from './command.ts'
import { finishedLines } from './progress.ts'
import { credentialFor } from './same-host.ts'
import type { OpenMirror } from './submodules.ts'

/**
 * Fetches what Git LFS keeps of a commit into the mirror, and answers the environment in which `git archive`
 * puts the files in the places of their pointers. @throws StepFailed, RepositoryUnreachable
 */
export async function fetchLargeFiles(git: Git, mirror: OpenMirror, commit: string, options: ExportOptions) {
  const { path, remote } = mirror
  const { signal, onOutput } = options
  const installed = await git.run(['lfs', 'version'], { cwd: path, signal })
  if (installed.code !== 0)
    throw new StepFailed(
      'The repository keeps files in Git LFS, and git-lfs is not installed on the machine of Sendoff. Install it, or switch large files off in the project: then only their pointers are shipped.',
    )
  const url = await storeOf(git, mirror, commit, signal)
  const env = configuration({
    'remote.origin.url': remote.url.text,
    'lfs.url': url.text,
    'lfs.locksverify': 'false',
    'filter.lfs.process': 'git-lfs filter-process',
    'filter.lfs.required': 'true',
  })
  const tell = finishedLines((line) => onOutput?.({ stream: 'STDERR', bytes: Buffer.from(`${line}\n`) }))
  await git.transfer({ url, credential: credentialFor(remote, url) }, ['lfs', 'fetch', 'origin', commit], {
    cwd: path,
    env,
    signal,
    idleTimeoutMs: git.limits.idleTimeoutMs,
    totalTimeoutMs: git.limits.totalTimeoutMs,
    onOutput: ({ bytes }) => tell(bytes),
  })
  return env
}

/** Where the files are: as .lfsconfig of the commit says, else beside the repository. Named always, or HEAD's would count. */
async function storeOf(git: Git, { path, remote }: OpenMirror, commit: string, signal?: AbortSignal) {
  const read = ['config', `--blob=${commit}:.lfsconfig`, '--get', 'lfs.url']
  const { code, stdout } = await git.run(read, { cwd: path, signal })
  if (code !== 0) return usualStore(remote.url)
  const parsed = parseRepositoryUrl(stdout.toString(), { allowFiles: remote.url.scheme === 'file' })
  if ('url' in parsed) return parsed.url
  throw new StepFailed(`The address in .lfsconfig is not allowed: ${parsed.problem}`)
}

function usualStore(url: RepositoryUrl): RepositoryUrl {
  if (url.scheme === 'file') return { ...url, text: `file://${url.path}` }
  if (url.scheme !== 'http' && url.scheme !== 'https') return url
  const base = url.text.replace(/\/+$/, '').replace(/(\.git)?$/, '.git')
  return { ...url, text: `${base}/info/lfs` }
}

/** Settings of git for one command, without a file. */
function configuration(settings: Record<string, string>): Record<string, string> {
  const entries = Object.entries(settings).flatMap(([name, value], i) => [
    [`GIT_CONFIG_KEY_${i}`, name],
    [`GIT_CONFIG_VALUE_${i}`, value],
  ])
  return Object.fromEntries([['GIT_CONFIG_COUNT', String(entries.length / 2)], ...entries])
}

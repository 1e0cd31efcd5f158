import type { Git, Remote } from './command.ts'

export interface RemoteRefs {
  /** Full names of branches and tags with what they point to, tags unpeeled. */
  refs: Map<string, string>
  /** The full ref of the default branch; null when the remote does not tell or has none. */
  head: string | null
}

/** Asks the remote what it has: one round trip, nothing is stored. @throws RepositoryUnreachable; an AbortError */
export async function readRemote(
  git: Git,
  remote: Remote,
  limits: { signal?: AbortSignal; totalTimeoutMs?: number },
): Promise<RemoteRefs> {
  const args = ['ls-remote', '--symref', '--', remote.url.text, 'HEAD', 'refs/heads/*', 'refs/tags/*']
  const { stdout } = await git.transfer(remote, args, {
    cwd: git.place.directory,
    signal: limits.signal,
    idleTimeoutMs: git.limits.idleTimeoutMs,
    totalTimeoutMs: limits.totalTimeoutMs ?? git.limits.totalTimeoutMs,
  })
  const refs = new Map<string, string>()
  let head: string | null = null
  let detached: string | null = null
  for (const line of stdout.toString().split('\n')) {
    const [what = '', name = ''] = line.split('\t')
    if (what.startsWith('ref: refs/heads/') && name === 'HEAD') head = what.slice('ref: '.length)
    else if (name === 'HEAD') detached = what
    else if (/^refs\/(heads|tags)\//.test(name) && !name.endsWith('^{}')) refs.set(name, what)
  }
  return { refs, head: head !== null && refs.has(head) ? head : likelyDefault(refs, detached) }
}

function likelyDefault(refs: Map<string, string>, detached: string | null): string | null {
  const branches = [...refs.keys()].filter((ref) => ref.startsWith('refs/heads/'))
  const usual = ['refs/heads/main', 'refs/heads/master'].filter((ref) => refs.has(ref))
  return [...usual, ...branches].find((ref) => refs.get(ref) === detached) ?? usual[0] ?? branches[0] ?? null
}

import type { NamedCommit, Revisions } from '../../engine/repository.ts'
import type { Reader } from './reader.ts'

const most = 1000
const format = ['refname', 'objecttype', 'objectname', '*objecttype', '*objectname'].map((f) => `%(${f})`).join('%09')

export async function readRevisions(read: Reader, signal?: AbortSignal): Promise<Revisions> {
  const [branches, tags, head] = await Promise.all([
    list(read, 'refs/heads/', signal),
    list(read, 'refs/tags/', signal),
    read(['symbolic-ref', 'HEAD'], signal),
  ])
  const named = head.trim().replace(/^refs\/heads\//, '')
  const born = branches.some(({ name }) => name === named) || (await exists(read, `refs/heads/${named}`, signal))
  return { defaultBranch: born ? named : null, branches, tags }
}

async function list(read: Reader, prefix: string, signal?: AbortSignal): Promise<NamedCommit[]> {
  const args = ['for-each-ref', `--count=${most}`, '--sort=-creatordate', `--format=${format}`, prefix]
  const named: NamedCommit[] = []
  for (const line of (await read(args, signal)).split('\n')) {
    const [ref = '', type, id = '', peeledType, peeledId = ''] = line.split('\t')
    const name = ref.slice(prefix.length)
    if (type === 'commit') named.push({ name, commit: id })
    else if (peeledType === 'commit') named.push({ name, commit: peeledId })
    else if (peeledType === 'tag') {
      // A tag of a tag: this git peels only one.
      const commit = await read(['rev-parse', '--verify', '--quiet', `${id}^{commit}`], signal).catch(() => '')
      if (commit) named.push({ name, commit: commit.trim() })
    }
  }
  return named
}

const exists = async (read: Reader, ref: string, signal?: AbortSignal) =>
  (await read(['for-each-ref', '--count=1', '--format=%(refname)', ref], signal)).trim() === ref

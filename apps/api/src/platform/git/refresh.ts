import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RepositoryUnreachable } from '../../engine/errors.ts'
import type { SourceOptions } from '../../engine/ports.ts'
import type { Git, Remote } from './command.ts'
import { finishedLines } from './progress.ts'
import { readRemote } from './remote.ts'

const mostPacks = 50
const leftLocks = /\.lock': File exists/
const damaged =
  /bad object|corrupt|not a git repository|did not send all necessary objects|is empty|missing (blob|tree|commit)|unable to read (tree|sha1)|bad pack/i

/**
 * Brings the mirror at `path` up to date; the caller holds its lock. Where nothing changed this is one round trip. What a
 * killed process left behind is cleared; a damaged mirror is fetched anew. @throws RepositoryUnreachable; an AbortError
 */
export async function refreshMirror(git: Git, path: string, remote: Remote, options: SourceOptions): Promise<void> {
  const { refs, head } = await readRemote(git, remote, { signal: options.signal })
  const objectFormat = [...refs.values()][0]?.length === 64 ? 'sha256' : 'sha1'
  const fresh = !existsSync(join(path, 'HEAD'))
  if (fresh) await createEmpty(git, path, objectFormat)
  if (!sameRefs(fresh ? new Map() : await localRefs(git, path), refs)) {
    await fetchRefs(git, path, remote, options).catch(async (error: unknown) => {
      if (!(error instanceof FetchFailed)) throw error
      if (leftLocks.test(error.stderr)) await clearLocks(path)
      else if (damaged.test(error.stderr)) await createEmpty(git, path, objectFormat)
      else throw error
      await fetchRefs(git, path, remote, options)
    })
  }
  await pointHead(path, head)
}

/** What git said while fetching, kept beside the sentence for people. */
class FetchFailed extends RepositoryUnreachable {
  constructor(
    cause: RepositoryUnreachable,
    readonly stderr: string,
  ) {
    super(cause.message, cause.reason, { cause })
  }
}

async function fetchRefs(git: Git, path: string, remote: Remote, options: SourceOptions) {
  const specs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']
  await fetchInto(git, path, remote, ['--prune', '--no-tags', '--force'], specs, options)
  const packs = (await readdir(join(path, 'objects/pack'))).filter((name) => name.endsWith('.pack'))
  // Commits that no branch reaches any more stay: an older release must still be buildable.
  if (packs.length > mostPacks) await git.run(['repack', '-a', '-d', '-k', '-q'], { cwd: path, signal: options.signal })
}

/** `git fetch` with a running total that the listener sees. @throws RepositoryUnreachable */
export async function fetchInto(
  git: Git,
  path: string,
  remote: Remote,
  flags: string[],
  specs: string[],
  options: SourceOptions,
): Promise<void> {
  let stderr = ''
  const tell = finishedLines((line) => options.onOutput?.({ stream: 'STDERR', bytes: Buffer.from(`${line}\n`) }))
  const quiet = ['--progress', '--no-write-fetch-head', '--no-auto-maintenance', '--no-recurse-submodules']
  try {
    await clearPartialPacks(path)
    await git.transfer(remote, ['fetch', ...quiet, ...flags, '--', remote.url.text, ...specs], {
      cwd: path,
      signal: options.signal,
      idleTimeoutMs: git.limits.idleTimeoutMs,
      totalTimeoutMs: git.limits.totalTimeoutMs,
      onOutput: async ({ stream, bytes }) => {
        if (stream !== 'STDERR') return
        stderr = (stderr + bytes.toString()).slice(-16_384)
        await tell(bytes)
      },
    })
  } catch (error) {
    throw error instanceof RepositoryUnreachable ? new FetchFailed(error, stderr) : error
  }
}

async function createEmpty(git: Git, path: string, objectFormat: string) {
  const fresh = `${path}.new-${process.pid}`
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { recursive: true, mode: 0o700 })
  const args = ['init', '--bare', '--quiet', '--template=', `--object-format=${objectFormat}`, '.']
  const made = await git.run(args, { cwd: fresh })
  if (made.code !== 0) throw new RepositoryUnreachable(`The mirror could not be made: ${made.stderr.trim()}`)
  await rm(path, { recursive: true, force: true, maxRetries: 3 })
  await rename(fresh, path)
}

async function localRefs(git: Git, path: string): Promise<Map<string, string>> {
  const { stdout } = await git.run(['for-each-ref', '--format=%(objectname) %(refname)'], { cwd: path })
  const lines = stdout.toString().split('\n').filter(Boolean)
  return new Map(lines.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]))
}

/** As `git symbolic-ref` does, without starting a program; its time tells when the mirror was last in use. */
async function pointHead(path: string, head: string | null) {
  const fresh = join(path, `HEAD.${process.pid}`)
  await writeFile(fresh, `ref: ${head ?? 'refs/heads/main'}\n`)
  await rename(fresh, join(path, 'HEAD'))
}

const sameRefs = (one: Map<string, string>, other: Map<string, string>) =>
  one.size === other.size && [...one].every(([name, id]) => other.get(name) === id)

async function clearPartialPacks(path: string) {
  const directory = join(path, 'objects/pack')
  const left = (await readdir(directory).catch(() => [])).filter((name) => name.startsWith('tmp_'))
  await Promise.all(left.map((name) => rm(join(directory, name), { force: true })))
}

/** Under our own lock no other git writes here, so every lock of git's is one that a killed process left. */
async function clearLocks(path: string) {
  const names = (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.lock'))
  await Promise.all(names.map((name) => rm(join(path, name), { force: true })))
}

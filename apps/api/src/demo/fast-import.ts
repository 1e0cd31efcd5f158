import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'

export interface Change {
  /** Null removes the path. */
  content: string | Buffer | null
  mode?: '100644' | '100755' | '120000' | '160000'
}

export interface NewCommit {
  /** A full ref, such as `refs/heads/main`. */
  ref: string
  /** A commit id or a full ref; the ref's own tip when absent. */
  from?: string
  /** A second parent. */
  merge?: string
  author: { name: string; email: string }
  at: Date
  message: string
  files: Record<string, Change>
}

export interface NewTag {
  name: string
  target: string
  tagger: { name: string; email: string }
  at: Date
  message: string
}

const quote = (path: string) =>
  `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r')}"`
const person = ({ name, email }: { name: string; email: string }, at: Date) =>
  `${name} <${email}> ${Math.floor(at.getTime() / 1000)} +0000`
const data = (bytes: Buffer) => Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')])

/** One commit in the language of git-fast-import; commits of one stream may follow each other on the same ref. */
export function commitCommands(commit: NewCommit): Buffer {
  const parts = [
    Buffer.from(`commit ${commit.ref}\ncommitter ${person(commit.author, commit.at)}\n`),
    data(Buffer.from(commit.message)),
  ]
  if (commit.from) parts.push(Buffer.from(`from ${commit.from}\n`))
  if (commit.merge) parts.push(Buffer.from(`merge ${commit.merge}\n`))
  for (const [path, { content, mode = '100644' }] of Object.entries(commit.files)) {
    if (content === null) parts.push(Buffer.from(`D ${quote(path)}\n`))
    else if (mode === '160000') parts.push(Buffer.from(`M ${mode} ${content.toString()} ${quote(path)}\n`))
    else parts.push(Buffer.from(`M ${mode} inline ${quote(path)}\n`), data(Buffer.from(content)))
  }
  return Buffer.concat([...parts, Buffer.from('\n')])
}

export const tagCommands = (tag: NewTag): Buffer =>
  Buffer.concat([
    Buffer.from(`tag ${tag.name}\nfrom ${tag.target}\ntagger ${person(tag.tagger, tag.at)}\n`),
    data(Buffer.from(tag.message)),
  ])

/** Runs git on a bare repository of ours, whatever repository the environment points to. @throws when git fails */
export async function ownGit(directory: string, args: string[], input?: Buffer): Promise<string> {
  const child = spawn('git', ['--git-dir=.', '-c', 'core.hooksPath=/dev/null', ...args], {
    cwd: directory,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (bytes) => {
    stdout += bytes
  })
  child.stderr.on('data', (bytes) => {
    stderr += bytes
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`git ${args[0]} failed: ${stderr.trim()}`)
  return stdout
}

/** A bare repository without hooks, made where there is none. */
export async function createBare(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  await ownGit(directory, ['init', '--quiet', '--bare', '--template=', '--initial-branch=main', '.'])
}

export const fastImport = (directory: string, commands: Buffer[]) =>
  ownGit(directory, ['fast-import', '--quiet', '--force', '--date-format=raw'], Buffer.concat(commands))

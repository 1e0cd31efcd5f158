import { chmod, mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

type Entry =
  | { type: 'FILE'; content: Buffer; executable: boolean; modified: number }
  | { type: 'LINK'; target: string }
  | { type: 'DIRECTORY' }

/** A tree by path; parents need not be named. */
export type RandomTree = Map<string, Entry>

const names = [
  'a',
  'b b',
  '-rf',
  '--',
  '.hidden',
  'new\nline',
  "it's",
  '"quoted"',
  '$(touch pwned)',
  'ü漢',
  '\\n',
  '*',
  'x'.repeat(120),
  '%s',
]

/** Numbers from 0 to 1, the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A tree of odd names and all sizes around the blocks of a tar. */
export function randomTree(random: () => number, entries = 60): RandomTree {
  const tree: RandomTree = new Map()
  for (let n = 0; n < entries; n++) put(tree, random, placeIn(tree, random))
  return tree
}

/** What a next build may be: files changed, moved, removed, new, of another mode or another type. */
export function changedTree(tree: RandomTree, random: () => number): RandomTree {
  const next: RandomTree = new Map(tree)
  for (const [path, entry] of tree) {
    const dice = random()
    if (dice < 0.05) next.delete(path)
    else if (dice < 0.1) put(next, random, path)
    else if (dice < 0.15 && entry.type === 'FILE') next.set(path, { ...entry, executable: !entry.executable })
    else if (dice < 0.2 && entry.type === 'FILE') next.set(path, { ...entry, modified: entry.modified + 60 })
    else if (dice < 0.25) {
      next.delete(path)
      next.set(placeIn(next, random), entry)
    }
  }
  for (let n = 0; n < 5; n++) put(next, random, placeIn(next, random))
  return next
}

export async function writeTree(directory: string, tree: RandomTree): Promise<void> {
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory)
  for (const [path, entry] of tree) {
    const file = join(directory, path)
    await mkdir(entry.type === 'DIRECTORY' ? file : dirname(file), { recursive: true })
    if (entry.type === 'LINK') await symlink(entry.target, file)
    if (entry.type !== 'FILE') continue
    await writeFile(file, entry.content)
    await chmod(file, entry.executable ? 0o755 : 0o644)
    await utimes(file, entry.modified, entry.modified)
  }
}

/** A path whose parents are no files, and which is no parent itself. */
function placeIn(tree: RandomTree, random: () => number): string {
  for (;;) {
    const depth = 1 + Math.floor(random() * 3)
    const path = Array.from({ length: depth }, () => names[Math.floor(random() * names.length)]).join('/')
    const parents = path.split('/').map((_, n, all) => all.slice(0, n).join('/'))
    const inTheWay =
      parents.some((parent) => tree.has(parent)) || [...tree.keys()].some((key) => key.startsWith(`${path}/`))
    if (!inTheWay && !tree.has(path)) return path
  }
}

const sizes = [0, 1, 511, 512, 513, 1024, 5000, 70_000]

function put(tree: RandomTree, random: () => number, path: string): void {
  const dice = random()
  if (dice < 0.1) tree.set(path, { type: 'LINK', target: dice < 0.05 ? '../a' : '/nowhere' })
  else if (dice < 0.2) tree.set(path, { type: 'DIRECTORY' })
  else {
    const size = sizes[Math.floor(random() * sizes.length)] ?? 0
    const content = Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)))
    const modified = 1_600_000_000 + Math.floor(random() * 1000)
    tree.set(path, { type: 'FILE', content, executable: random() < 0.3, modified })
  }
}

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

function* filesBelow(path) {
  if (!existsSync(path)) return
  if (statSync(path).isFile()) return yield path
  for (const entry of readdirSync(path).sort()) {
    if (entry === 'node_modules' || entry === 'dist' || entry === 'generated') continue
    yield* filesBelow(join(path, entry))
  }
}

/** One hash over the content of files and folders (generated and built ones left out). */
export function fingerprint(paths) {
  const hash = createHash('sha256').update(process.version)
  for (const path of paths) for (const file of filesBelow(path)) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

/**
 * Does `work` unless `stamp` says that it was done for exactly these inputs and every output is still there.
 * @returns whether anything was done
 */
export async function unlessFresh({ stamp, inputs, outputs, work }) {
  const now = fingerprint(inputs)
  const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === now && outputs.every((path) => existsSync(path))
  if (fresh) return false
  await work()
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, now)
  return true
}

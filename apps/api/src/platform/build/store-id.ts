import { randomUUID } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The name of a disk among all disks: made once, kept beside what lies there, the same for all processes that share it. */
export async function storeIdOf(directory: string): Promise<string> {
  const file = join(directory, 'store-id')
  const read = () => readFile(file, 'utf8').then((text) => text.trim())
  const made = `${file}-${randomUUID()}`
  try {
    return await read()
  } catch {
    // A link appears whole, and for one process only.
    await writeFile(made, `${randomUUID()}\n`)
    await link(made, file).catch(() => undefined)
    return await read()
  } finally {
    await rm(made, { force: true })
  }
}

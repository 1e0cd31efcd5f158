import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readOwner, stateOf, thisProcess } from '../process/owner.ts'

const abandonedMs = 24 * 3_600_000
/** No owner yet, or no longer: its process was killed in the moment of making or removing it. Both take far less time. */
const unownedMs = 10 * 60_000

/** Private, empty directories that go away, at the latest when a process finds that their owner is gone. */
export function createWorkDirectories(directory: string) {
  return {
    async open(name: string) {
      await mkdir(directory, { recursive: true, mode: 0o700 })
      const readable = name.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 60) || 'work'
      const place = await mkdtemp(join(directory, `${readable}-`))
      await writeFile(join(place, 'owner.json'), JSON.stringify(await thisProcess()))
      const path = join(place, 'tree')
      await mkdir(path, { mode: 0o700 })
      return { path, dispose: () => removeTree(place) }
    },
    /** Removes what dead processes left; what a process on another machine opened, after a day. */
    async sweep() {
      for (const name of await readdir(directory).catch(() => [])) {
        const place = join(directory, name)
        const [owner, info] = await Promise.all([readOwner(join(place, 'owner.json')), stat(place).catch(() => null)])
        const state = owner ? await stateOf(owner) : 'ELSEWHERE'
        const abandoned = info !== null && Date.now() - info.mtimeMs > (owner ? abandonedMs : unownedMs)
        if (state === 'GONE' || (state === 'ELSEWHERE' && abandoned)) await removeTree(place)
      }
    },
  }
}

/** Some tools write directories that even their owner may not change (Go's module cache): opened first, then removed. */
async function removeTree(place: string) {
  const remove = () => rm(place, { recursive: true, force: true, maxRetries: 3 })
  await remove().catch(async () => {
    await chmod(place, 0o700)
    await promisify(execFile)('chmod', ['-R', 'u+rwX', '--', place]).catch(() => {})
    await remove()
  })
}

import { spawnSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface SmallDisk {
  /** Takes every byte that is left. */
  fill(): void
  /** Gives back what `fill` took. */
  free(): void
  unmount(): void
}

/** A disk of so many KB in place of a directory; null where nobody lets us mount one (Linux and root only). */
export function smallDisk(directory: string, kb: number): SmallDisk | null {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kb}k,mode=700`, 'tmpfs', directory])
  if (mounted.status !== 0) return null
  const ballast = join(directory, 'ballast')
  return {
    fill() {
      const file = openSync(ballast, 'a')
      try {
        const piece = Buffer.alloc(4096)
        while (writeSync(file, piece) > 0);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(ballast, { force: true }),
    unmount: () => void spawnSync('umount', ['-l', directory]),
  }
}

import { execFileSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readdirSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { ArtifactStore } from '../../apps/api/src/engine/ports.ts'
import type { Swarms } from '../../apps/api/src/engine/swarm-port.ts'
import { createSwarms, type SwarmSettings } from '../../apps/api/src/platform/swarm/swarms.ts'

/** Real swarms on loopback, on ports that nothing else here uses: aria2 tries the next where one is taken. */
export const swarmsOf =
  (change: Partial<SwarmSettings> = {}) =>
  (artifacts: ArtifactStore): Swarms =>
    createSwarms(
      { host: null, port: 0, seedPorts: '26881-26999', uploadLimit: 0, ...change },
      { artifacts, environment: { PATH: process.env.PATH ?? '' } },
    )

/** Process ids of every aria2 whose working directory is below one of the given. */
export function aria2Below(...directories: string[]): number[] {
  const lines = execFileSync('sh', ['-c', 'for p in $(pgrep -x aria2c); do echo "$p $(readlink /proc/$p/cwd)"; done'], {
    encoding: 'utf8',
  })
  return lines
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, place]) => directories.some((directory) => place?.startsWith(`${directory}/`)))
    .map(([pid]) => Number(pid))
}

/** Changes what lies there for others, below a path that is released to, until the function that it returns is called. */
export function corrupt(root: string): () => void {
  const incoming = join(root, '.sendoff/incoming')
  const noise = Buffer.alloc(512, 'noise')
  const timer = setInterval(() => {
    if (!existsSync(incoming)) return
    for (const name of readdirSync(incoming).filter((each) => each.endsWith('.swarm'))) {
      const file = join(incoming, name, 'artifact')
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
      if (size <= noise.length) continue
      const handle = openSync(file, 'r+')
      for (let times = 0; times < 20; times++)
        writeSync(handle, noise, 0, noise.length, Math.floor(Math.random() * (size - noise.length)))
      closeSync(handle)
    }
  }, 50)
  return () => clearInterval(timer)
}

import { execFileSync, spawnSync } from 'node:child_process'
import type { ArtifactStore } from '../../apps/api/src/engine/ports.ts'
import type { Swarms } from '../../apps/api/src/engine/swarm-port.ts'
import { createSwarms, type SwarmSettings } from '../../apps/api/src/platform/swarm/swarms.ts'

/** Whether swarms can be made here at all. */
export const hasAria2 = spawnSync('aria2c', ['--version']).status === 0

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

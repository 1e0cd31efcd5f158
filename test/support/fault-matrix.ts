import { spawnSync } from 'node:child_process'
import { mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SshdFleet } from './fleet.ts'
import { type SmallDisk, smallDisk } from './small-disk.ts'

/** Where a fault strikes: the second server of a fleet, with the release's path on it. */
export interface Victim {
  fleet: SshdFleet
  /** The path's directory on the server. */
  place: string
  /** The host key that Sendoff has pinned. */
  pin(fingerprint: string): void
  disk: SmallDisk | null
}

export interface Fault {
  name: string
  /** Connections end or fall silent: a command that runs then is left alone on the server. */
  loses: boolean
  /** While it lasts nothing of ours is live there. */
  hidesCurrent?: boolean
  /** The path lies on a disk of its own. */
  needsDisk?: boolean
  strike(victim: Victim): unknown
  heal(victim: Victim): unknown
}

const at = 1
const remount = (place: string, how: string) => spawnSync('mount', ['-o', `remount,${how}`, place])
const aside = (place: string) => join(place, 'current.aside')
const restore = (place: string) => {
  rmSync(join(place, 'current', 'somebody'), { recursive: true, force: true })
  rmdirSync(join(place, 'current'))
  renameSync(aside(place), join(place, 'current'))
}

/** What goes wrong with servers (reliability.md), and how each is put right again. */
export const faults: Fault[] = [
  {
    name: 'refuses connections',
    loses: true,
    strike: ({ fleet }) => fleet.stop(at),
    heal: ({ fleet }) => fleet.start(at),
  },
  {
    name: 'loses its connections once',
    loses: true,
    strike: ({ fleet }) => fleet.cutConnections(at),
    heal: () => null,
  },
  {
    name: 'hangs, and hangs after each connect',
    loses: true,
    strike: ({ fleet }) => fleet.freeze(at),
    heal: ({ fleet }) => fleet.thaw(at),
  },
  {
    name: 'shows another host key',
    loses: true,
    strike: ({ fleet }) => fleet.replaceHostKey(at),
    heal: ({ fleet, pin }) => pin(fleet.servers[at]?.hostKeyFingerprint ?? ''),
  },
  {
    name: 'has no space left',
    loses: false,
    needsDisk: true,
    strike: ({ disk }) => disk?.fill(),
    heal: ({ disk }) => disk?.free(),
  },
  {
    name: 'may not be written to any more',
    loses: false,
    needsDisk: true,
    strike: ({ place }) => remount(place, 'ro'),
    heal: ({ place }) => remount(place, 'rw'),
  },
  {
    name: 'has a directory in place of current',
    loses: false,
    hidesCurrent: true,
    strike({ place }) {
      renameSync(join(place, 'current'), aside(place))
      mkdirSync(join(place, 'current', 'somebody'), { recursive: true })
    },
    heal: ({ place }) => restore(place),
  },
]

/** On a disk of its own where the fault needs one; null where nobody lets us mount it. */
export function diskFor(fault: Fault, place: string): SmallDisk | null {
  if (!fault.needsDisk) return null
  mkdirSync(place, { recursive: true })
  return smallDisk(place, 6000)
}

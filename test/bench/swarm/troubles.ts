import { join } from 'node:path'
import type { SshdServer } from '../../support/sshd-server.ts'
import { corrupt } from '../../support/swarm.ts'
import type { Host } from './network.ts'

/** What goes wrong with one host while the others take the build; ends when the function that it returns is called. */
export type Trouble = (host: Host, server: SshdServer, path: string) => () => void

const NORMAL_MBIT = 80

/** It is gone two seconds after the swarm began. */
const dead: Trouble = (host) => {
  const timer = setTimeout(host.cut, 2000)
  return () => {
    clearTimeout(timer)
    host.mend()
  }
}

const slow: Trouble = (host) => {
  host.limit(1)
  return () => host.limit(NORMAL_MBIT)
}

/** What it has, and gives to others, changes on its disk all the time. */
const corrupting: Trouble = (_host, { root }, path) => corrupt(join(root, path))

export const troubles: Record<string, Trouble> = { dead, slow, corrupting }

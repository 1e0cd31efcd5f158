import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A host with a network of its own, whose one link carries so much and no more in each direction. */
export interface Host {
  name: string
  address: string
  /** What a command is put behind to run there. */
  within: string[]
  limit(mbit: number): void
  /** Nothing comes from it or reaches it any more. */
  cut(): void
  mend(): void
}

export interface Network {
  hosts: Host[]
  /** What this machine has sent over its link, headers included. */
  sentBytes(): number
  close(): void
}

const ip = (...words: string[]) => execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] })
const quietly = (...words: string[]) => {
  try {
    ip(...words)
  } catch {
    // It is gone already.
  }
}
const shape = (device: string, mbit: number, within: string[] = []) => {
  const [program = 'tc', ...before] = [...within, 'tc']
  const rule = ['rate', `${mbit}mbit`, 'burst', '128kb', 'latency', '60ms']
  execFileSync(program, [...before, 'qdisc', 'replace', 'dev', device, 'root', 'tbf', ...rule])
}

/** Why it cannot be made here; null when it can. */
export function whyNoNetwork(): string | null {
  if (process.platform !== 'linux') return 'Network namespaces are of Linux.'
  if (process.getuid?.() !== 0) return 'Making network namespaces needs root: sudo npm run bench -- swarm'
  const name = `sendoff-try-${process.pid}`
  try {
    ip('netns', 'add', name)
    execFileSync('ip', [
      'netns',
      'exec',
      name,
      'tc',
      'qdisc',
      'replace',
      'dev',
      'lo',
      'root',
      'tbf',
      'rate',
      '1mbit',
      'burst',
      '16kb',
      'latency',
      '50ms',
    ])
    return null
  } catch (error) {
    return `Network namespaces or tc (iproute2) do not work here: ${(error as Error).message.split('\n')[0]}`
  } finally {
    quietly('netns', 'del', name)
  }
}

/** This machine and some hosts, each on a link of its own, joined by a bridge. */
export function openNetwork({ count, mbit }: { count: number; mbit: number }): Network {
  const id = `sw${process.pid % 10_000}`
  const bridge = `${id}br`
  const here = `${id}p`
  ip('link', 'add', bridge, 'type', 'bridge')
  ip('link', 'set', bridge, 'up')
  ip('link', 'add', here, 'type', 'veth', 'peer', 'name', `${here}b`)
  ip('link', 'set', `${here}b`, 'master', bridge, 'up')
  ip('addr', 'add', '10.213.0.1/24', 'dev', here)
  ip('link', 'set', here, 'up')
  shape(here, mbit)
  shape(`${here}b`, mbit)
  const hosts = Array.from({ length: count }, (_, index): Host => {
    const name = `${id}h${index}`
    const address = `10.213.0.${10 + index}`
    const within = ['ip', 'netns', 'exec', name]
    ip('netns', 'add', name)
    ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
    ip('link', 'set', name, 'master', bridge, 'up')
    for (const words of [
      ['addr', 'add', `${address}/24`, 'dev', 'eth0'],
      ['link', 'set', 'eth0', 'up'],
      ['link', 'set', 'lo', 'up'],
    ])
      ip('-n', name, ...words)
    const limit = (most: number) => {
      shape(name, most)
      shape('eth0', most, within)
    }
    limit(mbit)
    const link = (state: string) => () => void ip('link', 'set', name, state)
    return { name: `host-${index + 1}`, address, within, limit, cut: link('down'), mend: link('up') }
  })
  return {
    hosts,
    sentBytes: () => Number(readFileSync(`/sys/class/net/${here}/statistics/tx_bytes`, 'utf8')),
    close() {
      for (let index = 0; index < count; index++) quietly('netns', 'del', `${id}h${index}`)
      quietly('link', 'del', here)
      quietly('link', 'del', bridge)
    },
  }
}

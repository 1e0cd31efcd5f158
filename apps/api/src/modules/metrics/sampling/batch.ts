/** What a server said at a moment: counters since its start, and how full things are. Null or absent: it did not tell. */
export interface Batch {
  /** Seconds since it started; by its own clock, which is what rates are measured with. */
  uptime: number | null
  load: number | null
  /** Ticks of all processors together. */
  cpu: { total: number; idle: number } | null
  /** Bytes, by the names of /proc/meminfo. */
  memory: ReadonlyMap<string, number>
  /** Bytes received and sent, by interface. */
  net: ReadonlyMap<string, readonly [received: number, sent: number]>
  /** Bytes read and written, by block device. */
  disks: ReadonlyMap<string, readonly [read: number, written: number]>
  /** Null: it was not asked. */
  mounts: readonly Mount[] | null
}

export interface Mount {
  source: string
  target: string
  usedKilobytes: number
  freeKilobytes: number
}

const SECTOR = 512
/** Numbers from outside: digits only, and not so many that nothing can be computed with them. */
const number = (text: string | undefined) => (text !== undefined && /^\d{1,20}$/.test(text) ? Number(text) : null)
const decimal = (text: string | undefined) =>
  text !== undefined && /^\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : null

/** Values come from the server: only their form is trusted, and whatever is not understood is left out. */
export function parseBatch(text: string): Batch {
  const [figures = '', mounts] = text.split(/^mounts\n/m, 2)
  const memory = new Map<string, number>()
  const net = new Map<string, readonly [number, number]>()
  const disks = new Map<string, readonly [number, number]>()
  let uptime: number | null = null
  let load: number | null = null
  let cpu: Batch['cpu'] = null
  for (const line of figures.split('\n')) {
    const words = line.trim().split(/\s+/)
    const [first = ''] = words
    if (first === 'uptime') uptime = decimal(words[1])
    else if (first === 'load') load = decimal(words[1])
    else if (first === 'cpu') cpu = cpuOf(words)
    else if (words[2] === 'kB') take(memory, first.slice(0, -1), number(words[1]), 1024)
    else if (line.includes(':')) takeInterface(net, line)
    else if (words.length >= 10) takeDisk(disks, words)
  }
  return { uptime, load, cpu, memory, net, disks, mounts: mounts === undefined ? null : mountsOf(mounts) }
}

/** user nice system idle iowait irq softirq steal; what guests use is in user already. */
function cpuOf(words: string[]): Batch['cpu'] {
  const ticks = words.slice(1, 9).map((word) => number(word) ?? 0)
  if (ticks.length < 4) return null
  return { total: ticks.reduce((sum, each) => sum + each, 0), idle: (ticks[3] ?? 0) + (ticks[4] ?? 0) }
}

function take(into: Map<string, number>, key: string, value: number | null, unit: number) {
  if (value !== null) into.set(key, value * unit)
}

/** A long name leaves no space behind its colon. */
function takeInterface(net: Map<string, readonly [number, number]>, line: string) {
  const colon = line.lastIndexOf(':')
  const words = line
    .slice(colon + 1)
    .trim()
    .split(/\s+/)
  const [received, sent] = [number(words[0]), number(words[8])]
  if (received !== null && sent !== null) net.set(line.slice(0, colon).trim(), [received, sent])
}

function takeDisk(disks: Map<string, readonly [number, number]>, words: string[]) {
  const [read, written] = [number(words[5]), number(words[9])]
  const name = words[2]
  if (number(words[0]) === null || name === undefined || read === null || written === null) return
  disks.set(name, [read * SECTOR, written * SECTOR])
}

/** `df -P`: source, blocks, used, free, percent, and a target that may hold spaces. */
function mountsOf(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(.+?)\s+(\d+)\s+(\d+)\s+(\d+)\s+\S+\s+(\/.*)$/.exec(line)
    if (!match) return []
    const [, source = '', , used, free, target = ''] = match
    return [{ source, target, usedKilobytes: Number(used), freeKilobytes: Number(free) }]
  })
}

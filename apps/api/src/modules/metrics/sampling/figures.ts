import { mountKey, type Values } from '../series.ts'
import type { Batch } from './batch.ts'
import { fullestMounts, realDisks, realInterfaces } from './devices.ts'

const WRAP = 2 ** 32

/**
 * By how much a counter grew. One that shrank either went over the end of 32 bits, or began anew: then nobody knows (null).
 */
export function growth(before: number, now: number): number | null {
  if (now >= before) return now - before
  const wrapped = now + WRAP - before
  return before < WRAP && wrapped < WRAP / 2 ? wrapped : null
}

const round = (value: number) => Math.round(value * 100) / 100
const percent = (part: number, whole: number) => round(Math.min(100, Math.max(0, (part / whole) * 100)))

/**
 * The figures that a batch means behind the one before it. Rates need two of them, and none are told over a restart of the
 * server. Mounts that were not asked for are as they were (`known`).
 */
export function figuresOf(now: Batch, before: Batch | null, known: Values = {}): Values {
  const figures: Record<string, number> = {}
  const set = (key: string, value: number | null | undefined) => {
    if (value !== null && value !== undefined && Number.isFinite(value)) figures[key] = value
  }
  set('memory', memoryOf(now.memory))
  set('swap', swapOf(now.memory))
  set('load', now.load)
  const seconds = before && now.uptime !== null && before.uptime !== null ? now.uptime - before.uptime : 0
  if (before && seconds > 0) {
    set('cpu', cpuOf(before, now))
    const net = sumOfRates(before.net, now.net, realInterfaces([...now.net.keys()]), seconds)
    set('netReceived', net?.[0])
    set('netSent', net?.[1])
    const disks = sumOfRates(before.disks, now.disks, realDisks([...now.disks.keys()]), seconds)
    set('diskRead', disks?.[0])
    set('diskWritten', disks?.[1])
  }
  if (now.mounts) for (const [target, full] of fullestMounts(now.mounts)) set(mountKey(target).slice(0, 200), full)
  else for (const [key, value] of Object.entries(known)) if (key.startsWith(mountKey(''))) set(key, value)
  return figures
}

function memoryOf(memory: Batch['memory']): number | null {
  const total = memory.get('MemTotal')
  if (!total) return null
  const rest = (name: string) => memory.get(name) ?? 0
  // Kernels before 3.14 do not say what is available.
  const free = memory.get('MemAvailable') ?? rest('MemFree') + rest('Buffers') + rest('Cached')
  return percent(total - free, total)
}

function swapOf(memory: Batch['memory']): number | null {
  const total = memory.get('SwapTotal')
  return total ? percent(total - (memory.get('SwapFree') ?? 0), total) : null
}

function cpuOf({ cpu: before }: Batch, { cpu: now }: Batch): number | null {
  if (!before || !now) return null
  const total = now.total - before.total
  return total > 0 ? percent(total - Math.max(0, now.idle - before.idle), total) : null
}

type Pair = readonly [number, number]

/** Per second, over the devices that were there both times; null when there are none. */
function sumOfRates(
  before: ReadonlyMap<string, Pair>,
  now: ReadonlyMap<string, Pair>,
  names: readonly string[],
  seconds: number,
): Pair | null {
  const sums: [number, number] = [0, 0]
  let devices = 0
  for (const name of names) {
    const [old, fresh] = [before.get(name), now.get(name)]
    const grown = old && fresh && ([growth(old[0], fresh[0]), growth(old[1], fresh[1])] as const)
    if (!grown || grown[0] === null || grown[1] === null) continue
    sums[0] += grown[0]
    sums[1] += grown[1]
    devices += 1
  }
  return devices > 0 ? [Math.round(sums[0] / seconds), Math.round(sums[1] / seconds)] : null
}

export type MetricUnit = 'PERCENT' | 'BYTES' | 'BYTES_PER_SECOND' | 'NUMBER' | 'MILLISECONDS'

/** The newest value of each series of a server, by its key. */
export type Values = Readonly<Record<string, number>>

const units: Readonly<Record<string, MetricUnit>> = {
  ...({ cpu: 'PERCENT', memory: 'PERCENT', swap: 'PERCENT', load: 'NUMBER', disk: 'PERCENT' } as const),
  ...({ netReceived: 'BYTES_PER_SECOND', netSent: 'BYTES_PER_SECOND' } as const),
  ...({ diskRead: 'BYTES_PER_SECOND', diskWritten: 'BYTES_PER_SECOND' } as const),
}

/** In this order; mounts come behind `load`. */
const order = ['cpu', 'memory', 'swap', 'load', 'disk', 'netReceived', 'netSent', 'diskRead', 'diskWritten']

const MOUNT = 'disk:'

/** What a key is about, without the mount. */
const kindOf = (key: string) => (key.startsWith(MOUNT) ? 'disk' : key)

export const isMount = (key: string) => key.startsWith(MOUNT)
export const mountKey = (mount: string) => `${MOUNT}${mount}`

export const unitOf = (key: string): MetricUnit => units[kindOf(key)] ?? 'NUMBER'

/** The top of a series' axis, where it is fixed. */
export const limitOf = (key: string): number | null => (unitOf(key) === 'PERCENT' ? 100 : null)

const placeOf = (key: string) => {
  const place = order.indexOf(kindOf(key))
  return place === -1 ? order.length : place
}

/** Keys as they are shown: always in the same order, the fullest mount first. */
export const inOrder = (values: Values): string[] =>
  Object.keys(values).sort((a, b) => {
    if (isMount(a) && isMount(b)) return (values[b] ?? 0) - (values[a] ?? 0) || (a < b ? -1 : 1)
    return placeOf(a) - placeOf(b) || (a < b ? -1 : 1)
  })

/** The value that a rule or an order means: `disk` is the fullest mount. Undefined: the server does not tell. */
export function figureOf(values: Values, key: string): number | undefined {
  if (key !== 'disk') return values[key]
  const full = Object.keys(values).filter(isMount)
  return full.length > 0 ? Math.max(...full.map((mount) => values[mount] ?? 0)) : undefined
}

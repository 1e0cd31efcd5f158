/** Ports below need rights that no release should have. */
const LEAST = 1024

/** Reads `6881-6999` or `6881`. */
export function parsePortRange(text: string): { range: string } | { problem: string } {
  const [, from, to = from] = /^\s*(\d{1,5})\s*(?:-\s*(\d{1,5}))?\s*$/.exec(text) ?? []
  if (from === undefined) return { problem: 'Write a port or a range of ports, such as 6881-6999.' }
  const [first, last] = [Number(from), Number(to)]
  if (first < LEAST || last > 65_535) return { problem: `Use ports from ${LEAST} to 65535.` }
  if (last < first) return { problem: 'The range ends before it begins.' }
  return { range: `${first}-${last}` }
}

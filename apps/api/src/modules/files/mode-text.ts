const special = ['t', 's', 's'] as const

/** Permissions as `ls` writes them: 0o4755 is `rwsr-xr-x`. */
export function modeText(mode: number): string {
  const one = (shift: 0 | 3 | 6) => {
    const bits = (mode >> shift) & 7
    const letter = special[(shift / 3) as 0 | 1 | 2]
    const set = (mode >> (9 + shift / 3)) & 1
    const runs = bits & 1
    const last = set ? (runs ? letter : letter.toUpperCase()) : runs ? 'x' : '-'
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`
  }
  return one(6) + one(3) + one(0)
}

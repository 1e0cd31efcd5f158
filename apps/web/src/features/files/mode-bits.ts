/** Permissions as a number: 0 to 0o7777. */
export const whose = ['owner', 'group', 'others'] as const
export const what = ['read', 'write', 'run'] as const
export const special = ['setUid', 'setGid', 'sticky'] as const
export type Bit = { whose: (typeof whose)[number]; what: (typeof what)[number] } | { special: (typeof special)[number] }

export const maskOf = (bit: Bit) =>
  'special' in bit
    ? 0o4000 >> special.indexOf(bit.special)
    : (4 >> what.indexOf(bit.what)) << (3 * (2 - whose.indexOf(bit.whose)))

/** Null: it is no such number. */
export const parseOctal = (text: string) => (/^0?[0-7]{3,4}$/.test(text.trim()) ? Number.parseInt(text, 8) : null)
export const octalOf = (mode: number) => mode.toString(8).padStart(4, '0')
export const hasBit = (mode: number, bit: Bit) => (mode & maskOf(bit)) !== 0
export const withBit = (mode: number, bit: Bit, on: boolean) => (on ? mode | maskOf(bit) : mode & ~maskOf(bit))

const letters = { setUid: 's', setGid: 's', sticky: 't' } as const

/** As `ls` writes them: 0o4755 is `rwsr-xr-x`. */
export const modeText = (mode: number) =>
  whose
    .map((person, index) => {
      const can = (one: (typeof what)[number]) => hasBit(mode, { whose: person, what: one })
      const extra = special[index] ?? 'sticky'
      const letter = letters[extra]
      const last = hasBit(mode, { special: extra })
        ? can('run')
          ? letter
          : letter.toUpperCase()
        : can('run')
          ? 'x'
          : '-'
      return `${can('read') ? 'r' : '-'}${can('write') ? 'w' : '-'}${last}`
    })
    .join('')

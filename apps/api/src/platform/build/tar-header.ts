/** What stands in front of an entry. GNU's format: GNU tar, bsdtar and busybox all read its long names. */
export interface TarEntry {
  /** Relative, as the disk has it: any bytes but NUL. A directory ends in `/`. */
  path: Buffer
  type: 'FILE' | 'DIRECTORY' | 'LINK'
  executable: boolean
  /** Bytes that follow; 0 for directories and links. */
  size: number
  /** Whole seconds. */
  modified: number
  /** Where a link points to. */
  target?: Buffer
}

const block = 512
const nameLength = 100
const flags = { FILE: '0', DIRECTORY: '5', LINK: '2' }

export function tarHeader(entry: TarEntry): Buffer {
  const { path, target = Buffer.alloc(0) } = entry
  const mode = entry.type === 'LINK' ? 0o777 : entry.type === 'DIRECTORY' || entry.executable ? 0o755 : 0o644
  return Buffer.concat([
    ...(target.length > nameLength ? [longName('K', target)] : []),
    ...(path.length > nameLength ? [longName('L', path)] : []),
    header({ path, target, mode, flag: flags[entry.type], size: entry.size, modified: entry.modified }),
  ])
}

/** Zeros that fill the last block of an entry's content. */
export const padding = (size: number) => Buffer.alloc((block - (size % block)) % block)

export const endOfTar = Buffer.alloc(2 * block)

function longName(flag: 'K' | 'L', name: Buffer): Buffer {
  const size = name.length + 1
  const fields = { path: Buffer.from('././@LongLink'), target: Buffer.alloc(0), mode: 0, flag, size, modified: 0 }
  return Buffer.concat([header(fields), name, Buffer.alloc(1), padding(size)])
}

function header(fields: {
  path: Buffer
  target: Buffer
  mode: number
  flag: string
  size: number
  modified: number
}): Buffer {
  const bytes = Buffer.alloc(block)
  fields.path.copy(bytes, 0, 0, nameLength)
  octal(bytes, 100, 8, fields.mode)
  octal(bytes, 108, 8, 0)
  octal(bytes, 116, 8, 0)
  octal(bytes, 124, 12, fields.size)
  octal(bytes, 136, 12, fields.modified)
  bytes.write('        ', 148)
  bytes.write(fields.flag, 156)
  fields.target.copy(bytes, 157, 0, nameLength)
  bytes.write('ustar  \0', 257)
  let sum = 0
  for (const byte of bytes) sum += byte
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return bytes
}

function octal(bytes: Buffer, at: number, length: number, value: number) {
  const digits = Math.max(0, value).toString(8)
  if (digits.length < length) bytes.write(`${digits.padStart(length - 1, '0')}\0`, at)
  else {
    // Eight gigabytes and more: the number itself, with the top bit set.
    bytes.writeBigUInt64BE(BigInt(value), at + length - 8)
    bytes[at] = 0x80
  }
}

/** What the first bytes of an image say of it. */
export interface ImageFacts {
  mediaType: ImageType
  /** In pixels. */
  width: number
  height: number
}

export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const
export type ImageType = (typeof IMAGE_TYPES)[number]

/** Null: these bytes are none of the kinds of images that rooms take, or cut off before their size is told. */
export function imageFacts(bytes: Buffer): ImageFacts | null {
  for (const [mediaType, sizeOf] of Object.entries(sizes) as [ImageType, SizeOf][]) {
    const size = sizeOf(bytes)
    if (size && size[0] > 0 && size[1] > 0) return { mediaType, width: size[0], height: size[1] }
  }
  return null
}

type SizeOf = (bytes: Buffer) => [width: number, height: number] | null

const startsWith = (bytes: Buffer, hex: string, at = 0) =>
  bytes.subarray(at, at + hex.length / 2).equals(Buffer.from(hex, 'hex'))
const has = (bytes: Buffer, text: string, at: number) => bytes.toString('latin1', at, at + text.length) === text

const sizes: Record<ImageType, SizeOf> = {
  // The signature, then the IHDR chunk: length, name, width, height.
  'image/png': (bytes) =>
    startsWith(bytes, '89504e470d0a1a0a0000000d') && has(bytes, 'IHDR', 12) && bytes.length >= 33
      ? [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
      : null,
  'image/jpeg': (bytes) => (startsWith(bytes, 'ffd8ff') ? jpegSize(bytes) : null),
  'image/gif': (bytes) =>
    (has(bytes, 'GIF87a', 0) || has(bytes, 'GIF89a', 0)) && bytes.length >= 13
      ? [bytes.readUInt16LE(6), bytes.readUInt16LE(8)]
      : null,
  'image/webp': (bytes) =>
    has(bytes, 'RIFF', 0) && has(bytes, 'WEBP', 8) && bytes.length >= 30 ? webpSize(bytes) : null,
}

/** Frames of all kinds but DHT (c4), JPG (c8) and DAC (cc) begin with precision, height and width. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

function jpegSize(bytes: Buffer): [number, number] | null {
  let at = 2
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (isFrame(marker)) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)]
    else {
      const length = bytes.readUInt16BE(at + 2)
      // The picture itself began without a frame, or a segment is shorter than its own length field.
      if (marker === 0xda || length < 2) return null
      at += 2 + length
    }
  }
  return null
}

/** Lossy, lossless and extended files tell their size in three ways (RFC 9649). */
function webpSize(bytes: Buffer): [number, number] | null {
  if (has(bytes, 'VP8 ', 12)) {
    return startsWith(bytes, '9d012a', 23) ? [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff] : null
  }
  if (has(bytes, 'VP8L', 12)) {
    if (bytes[20] !== 0x2f) return null
    const packed = bytes.readUInt32LE(21)
    return [(packed & 0x3fff) + 1, ((packed >>> 14) & 0x3fff) + 1]
  }
  return has(bytes, 'VP8X', 12) ? [bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1] : null
}

/** Of a message, in bytes of UTF-8, as the server counts. */
const limitBytes = 8 * 1024
const encoder = new TextEncoder()

/** How many bytes may still be written; below zero it is too long. A Chinese character takes three, an English one one. */
export function bytesLeft(text: string): number {
  // Nothing that short can be near the limit; counting each key stroke's text would be for nothing.
  return text.length * 3 < limitBytes - 1000 ? limitBytes : limitBytes - encoder.encode(text).length
}

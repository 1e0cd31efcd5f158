import { describe, expect, test } from 'vitest'
import { imageFacts } from './image-header.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')
const GIF = hex('474946383961 2c01 c800 f00000')
const PNG = hex('89504e470d0a1a0a 0000000d49484452 0000012c 000000c8 0802000000 00000000')
const JPEG = hex('ffd8 ffe0 0004 4a46 ff ffc4 0003 00 ffc2 0011 08 00c8 012c 03012200021101031101')
const WEBP = {
  lossy: hex('52494646 00000000 57454250 56503820 00000000 300100 9d012a 2c01 c800'),
  lossless: hex('52494646 00000000 57454250 5650384c 00000000 2f 2bc13100 0000000000'),
  extended: hex('52494646 00000000 57454250 56503858 0a000000 10000000 2b0100 c70000'),
}
const size = { width: 300, height: 200 }

describe('the size of an image', () => {
  test.each([
    ['image/png', PNG],
    ['image/gif', GIF],
    ['image/jpeg', JPEG],
    ['image/webp', WEBP.lossy],
    ['image/webp', WEBP.lossless],
    ['image/webp', WEBP.extended],
  ])('of %s', (mediaType, bytes) => {
    expect(imageFacts(bytes)).toEqual({ mediaType, ...size })
  })

  test('is not read from what was cut off, and nothing breaks at any length', () => {
    for (const whole of [PNG, GIF, JPEG, ...Object.values(WEBP)]) {
      for (let length = 0; length < whole.length; length++) {
        const facts = imageFacts(whole.subarray(0, length))
        if (facts) expect(facts).toMatchObject(size)
      }
    }
  })

  test('does not hang or break on noise behind a good beginning', () => {
    for (let seed = 1; seed <= 2_000; seed++) {
      let state = seed
      const noise = Buffer.from(
        Array.from({ length: 64 }, () => {
          state = (state * 48_271) % 2_147_483_647
          return state & 0xff
        }),
      )
      for (const whole of [PNG, JPEG, WEBP.lossy]) imageFacts(Buffer.concat([whole.subarray(0, 16), noise]))
    }
  })

  test.each([
    ['a page', Buffer.from('<html><script>alert(1)</script></html>')],
    ['a drawing that can hold scripts', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')],
    ['nothing', Buffer.alloc(0)],
    ['an image without a size', hex('89504e470d0a1a0a 0000000d49484452 00000000 00000000 0802000000 00000000')],
  ])('is not found in %s', (_name, bytes) => {
    expect(imageFacts(bytes)).toBeNull()
  })
})

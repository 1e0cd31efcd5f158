import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { bencode } from './bencode.ts'
import { makeTorrent } from './torrent.ts'

const place = mkdtempSync(join(tmpdir(), 'sendoff-torrent-'))
afterAll(() => rmSync(place, { recursive: true }))

it('writes keys in their order, and bytes as they are', () => {
  const written = bencode({ b: [1, 'ä'], a: Buffer.from([0, 255]), c: {} })
  expect(written.toString('latin1')).toBe('d1:a2:\u0000\u00ff1:bli1e2:\u00c3\u00a4e1:cdee')
})

it.each([1, 262_143, 262_144, 262_145, 1_000_000])('names every piece of %i bytes by its hash', async (size) => {
  const bytes = randomBytes(size)
  const file = join(place, String(size))
  writeFileSync(file, bytes)
  const torrent = await makeTorrent(file, size)
  const hashes = []
  for (let at = 0; at < size; at += 262_144) {
    hashes.push(
      createHash('sha1')
        .update(bytes.subarray(at, at + 262_144))
        .digest(),
    )
  }
  expect(torrent.bytes.includes(bencode(Buffer.concat(hashes)))).toBe(true)
  expect(torrent.bytes.includes('7:privatei1e')).toBe(true)
  const again = await makeTorrent(file, size)
  expect(again.infoHash.equals(torrent.infoHash)).toBe(false)
})

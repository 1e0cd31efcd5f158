import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32 } from './crc32.ts'
import { runUpload } from './run-upload.ts'
import type { Answer, Piece, UploadWay } from './upload-way.ts'

type Fault = 'none' | 'lost' | 'cut' | 'changed'

/** A server that keeps what comes, checks it as the real one does, and has the faults that it is given, one after the other. */
function server(size: number, faults: Fault[], there = false) {
  let part = new Uint8Array(0)
  let whole: Uint8Array | null = null
  let sent = 0
  const way: UploadWay = {
    find: async () =>
      faults.shift() === 'lost' ? { kind: 'AWAY', message: 'away' } : { kind: 'TAKEN', offset: part.length },
    drop: async () => {},
    async put({ offset, bytes, check, overwrite }: Piece): Promise<Answer> {
      const fault = faults.shift() ?? 'none'
      const came = new Uint8Array(await bytes.arrayBuffer())
      sent += came.length
      if (fault === 'lost') return { kind: 'AWAY', message: 'away' }
      if (fault === 'changed') part = part.map((byte) => byte ^ 1)
      if (there && !overwrite) return { kind: 'EXISTS' }
      if (offset > part.length) return { kind: 'GO_ON_AT', offset: part.length }
      if (offset > 0 && crc32(part.slice(Math.max(0, offset - 65_536), offset)) !== check)
        return { kind: 'GO_ON_AT', offset: 0 }
      const kept = fault === 'cut' ? came.slice(0, Math.floor(came.length / 2)) : came
      part = Uint8Array.from([...part.slice(0, offset), ...kept])
      if (fault === 'cut') return { kind: 'AWAY', message: 'away' }
      if (part.length < size) return { kind: 'TAKEN', offset: part.length }
      whole = part
      return { kind: 'WHOLE' }
    },
  }
  return { way, whole: () => whole, sent: () => sent }
}

const told = {
  sent: () => {},
  away: () => {},
  piece: () => 70,
  pause: async () => {},
  unreadable: 'unreadable',
}
const run = (way: UploadWay, file: Blob, overwrite = false, signal = new AbortController().signal) =>
  runUpload(file, way, { overwrite, confirmProduction: false }, told, signal)

test('whatever breaks, what arrives is the file, byte for byte', async () => {
  const faults = fc.array(fc.constantFrom<Fault>('none', 'none', 'lost', 'cut', 'changed'), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), faults, async (bytes, wrong) => {
      const { way, whole } = server(
        bytes.length,
        wrong.slice(0, wrong.filter((one) => one === 'changed').length > 4 ? 0 : 8),
      )
      expect(await run(way, new Blob([bytes as Uint8Array<ArrayBuffer>]))).toEqual({ kind: 'WHOLE' })
      expect(whole()).toEqual(Uint8Array.from(bytes))
    }),
  )
})

test('nothing is sent twice when nothing breaks, and what was changed is sent anew from the beginning', async () => {
  const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251)
  const big = { ...told, piece: () => 60_000 }
  const send = (way: UploadWay) =>
    runUpload(new Blob([bytes]), way, { overwrite: false, confirmProduction: false }, big, new AbortController().signal)
  const calm = server(bytes.length, [])
  expect(await send(calm.way)).toEqual({ kind: 'WHOLE' })
  expect(calm.sent()).toBe(bytes.length)
  // Where it stands is asked, an empty piece and two more are taken; then what is there is not what was sent.
  const changed = server(bytes.length, ['none', 'none', 'none', 'none', 'changed'])
  expect(await send(changed.way)).toEqual({ kind: 'WHOLE' })
  expect(Buffer.from(changed.whole() ?? []).equals(bytes)).toBe(true)
  expect(changed.sent()).toBe(bytes.length + 180_000)
})

test('a line that stays away is given up, and nothing is sent before the server has said that it wants it', async () => {
  const gone = server(
    3,
    Array.from({ length: 50 }, () => 'lost' as const),
  )
  expect(await run(gone.way, new Blob(['abc']))).toEqual({ kind: 'FAILED', message: 'away' })
  const there = server(3, [], true)
  expect(await run(there.way, new Blob(['abc']))).toEqual({ kind: 'EXISTS' })
  expect(there.sent()).toBe(0)
  expect(await run(there.way, new Blob(['abc']), true)).toEqual({ kind: 'WHOLE' })
})

test('what was stopped ends, and what changes all the time is given up', async () => {
  const stop = new AbortController()
  stop.abort()
  expect(await run(server(3, []).way, new Blob(['abc']), false, stop.signal)).toEqual({ kind: 'STOPPED' })
  const odd: UploadWay = { ...server(3, []).way, put: async () => ({ kind: 'GO_ON_AT', offset: 0 }) }
  expect(await run(odd, new Blob(['abc']))).toEqual({ kind: 'FAILED', message: 'unreadable' })
})

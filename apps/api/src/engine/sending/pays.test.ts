import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fadeSlowness, learnLink, learnSlowness, type Pace, TELLING_BYTES, UNKNOWN_PACE } from './pace.ts'
import { canPay, expectedPrice, type Load, whatPays } from './pays.ts'

const amount = fc.integer({ min: 1, max: 2_000_000_000 })
const loads = fc
  .record({ wholeBytes: amount, missingBytes: amount, tarBytes: amount, files: fc.integer({ min: 1, max: 200_000 }) })
  .map((load) => ({ ...load, missingBytes: Math.min(load.missingBytes, load.wholeBytes) }))
const rate = fc.double({ min: 1, max: 1e10, noNaN: true })
const paces = fc.record({ bytesPerSecond: rate, slowness: fc.option(fc.double({ min: 0.02, max: 50, noNaN: true })) })
const more = fc.double({ min: 1, max: 1000, noNaN: true })
const odd = fc.oneof(fc.double(), fc.constantFrom(null, 0, -1, Number.NaN, Number.POSITIVE_INFINITY))
const way = (load: Load, pace: Pace) => whatPays(load, pace).way
/** What changes so that a delta becomes more attractive never turns one into a whole artifact. */
const neverTurns = (before: string, after: string) => expect(before === 'MISSING' && after === 'WHOLE').toBe(false)

describe('whole, or what is missing', () => {
  it('stays with what is missing on a slower link, on a faster server, and where less is missing', () => {
    fc.assert(
      fc.property(loads, paces, more, (load, pace, by) => {
        const now = way(load, pace)
        neverTurns(now, way(load, { ...pace, bytesPerSecond: pace.bytesPerSecond / by }))
        neverTurns(now, way(load, { ...pace, slowness: (pace.slowness ?? 1) / by }))
        neverTurns(now, way({ ...load, missingBytes: load.missingBytes / by }, pace))
        neverTurns(now, way({ ...load, wholeBytes: load.wholeBytes * by }, pace))
        neverTurns(now, way({ ...load, tarBytes: load.tarBytes / by, files: load.files / by }, pace))
      }),
    )
  })

  it('does not ask a server where nothing that it could have would make up for it', () => {
    fc.assert(
      fc.property(loads, paces, (load, pace) => {
        const artifact = { sizeBytes: load.wholeBytes, fileCount: load.files }
        const tarBytes = Math.max(load.tarBytes, load.wholeBytes)
        if (canPay(artifact, pace).way === 'WHOLE') expect(way({ ...load, tarBytes }, pace)).toBe('WHOLE')
      }),
    )
  })

  it('takes an unknown link for a slow one, and anything that is no speed for unknown', () => {
    fc.assert(
      fc.property(loads, odd, odd, (load, bytesPerSecond, slowness) => {
        const sending = whatPays(load, { bytesPerSecond, slowness })
        if (sending.why === 'SOONER') expect(sending.missingSeconds).toBeGreaterThan(0)
        else expect(sending).toEqual({ way: 'MISSING', why: 'LINK_UNKNOWN' })
      }),
    )
    expect(whatPays({ wholeBytes: 1, missingBytes: 1, tarBytes: 1, files: 1 }, UNKNOWN_PACE).way).toBe('MISSING')
  })

  it('has the figure that was measured: about 120 Mbit/s for one file of 2,000 in 20 MB', () => {
    const load = { wholeBytes: 10_500_000, missingBytes: 70_000, tarBytes: 21_500_000, files: 2000 }
    expect(way(load, { bytesPerSecond: 12e6, slowness: null })).toBe('MISSING')
    expect(way(load, { bytesPerSecond: 16e6, slowness: null })).toBe('WHOLE')
  })
})

describe('what uploads tell', () => {
  it('lies between what was known and what was measured, and never leaves the numbers', () => {
    fc.assert(
      fc.property(odd, odd, amount, fc.double({ min: 0, max: 1e7, noNaN: true }), (link, slow, bytes, ms) => {
        const before = { bytesPerSecond: link, slowness: slow }
        const after = fadeSlowness(learnSlowness(learnLink(before, { bytes, ms }), ms / 1000, 1))
        expect(after.bytesPerSecond).toBeGreaterThan(0)
        expect(after.bytesPerSecond).toBeLessThan(Number.POSITIVE_INFINITY)
        expect(Number.isFinite(after.slowness) || after.slowness === null || after.slowness === slow).toBe(true)
      }),
    )
    const known = { bytesPerSecond: 1e6, slowness: null }
    const learnt = learnLink(known, { bytes: 8e6, ms: 1000 }).bytesPerSecond ?? 0
    expect(learnt).toBeGreaterThan(1e6)
    expect(learnt).toBeLessThan(8e6)
  })

  it('takes a small transfer for a proof of speed, never of slowness', () => {
    const small = TELLING_BYTES / 2
    const known = { bytesPerSecond: 1e6, slowness: null }
    expect(learnLink(known, { bytes: small, ms: 10_000 })).toEqual(known)
    expect(learnLink(known, { bytes: small, ms: 50 }).bytesPerSecond).toBe(1e7)
  })

  it('gets over a server that was slow once, and over a link that was', () => {
    let pace: Pace = learnSlowness({ bytesPerSecond: 1e8, slowness: null }, 1000, 1)
    expect(pace.slowness).toBeGreaterThan(2)
    for (let n = 0; n < 60; n++) pace = fadeSlowness(pace)
    expect(pace.slowness).toBeLessThan(1.05)
    for (let n = 0; n < 20; n++) pace = learnLink(pace, { bytes: 1e7, ms: 10_000 })
    expect(pace.bytesPerSecond).toBeLessThan(1.1e6)
  })

  it('expects more of more', () => {
    expect(expectedPrice({ tarBytes: 20e6, files: 2000 })).toBeCloseTo(0.75)
  })
})

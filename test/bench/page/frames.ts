import type { Page } from 'playwright-core'

export interface Frames {
  /** Between two frames, ms. */
  p50: number
  p95: number
  worst: number
  count: number
}

declare global {
  interface Window {
    frameTimes: number[]
  }
}

/** Notes the time between frames from now on. */
export async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.frameTimes = []
    let before = performance.now()
    const look = (now: number) => {
      window.frameTimes.push(now - before)
      before = now
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}

/** What was noted so far. */
export async function readFrames(page: Page): Promise<Frames> {
  const frames = (await page.evaluate(() => window.frameTimes)).slice(2).sort((one, other) => one - other)
  const at = (share: number) => frames[Math.min(frames.length - 1, Math.floor(frames.length * share))] ?? 0
  return { p50: at(0.5), p95: at(0.95), worst: at(1), count: frames.length }
}

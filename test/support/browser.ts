import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Chromium's own background traffic is switched off: machines that run tests may have no way out. */
const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

/** A browser context with a cookie jar of its own, and what its page complained about so far. */
export interface Person {
  readonly context: BrowserContext
  readonly page: Page
  readonly errors: string[]
}

export interface TestBrowser {
  readonly browser: Browser
  open(options?: Parameters<Browser['newContext']>[0]): Promise<Person>
  close(): Promise<void>
}

export async function startBrowser(): Promise<TestBrowser> {
  const executablePath = programs.find((path) => existsSync(path))
  if (!executablePath) throw new Error('Chromium is not installed: apt-get install chromium')
  const home = await mkdtemp(join(tmpdir(), 'sendoff-browser-'))
  const asRoot = process.getuid?.() === 0
  const browser = await chromium.launch({
    executablePath,
    args: asRoot ? [...flags, '--no-sandbox'] : flags,
    env: { ...process.env, HOME: home },
  })
  return {
    browser,
    async open(options) {
      const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 }, ...options })
      // Before the test's own limit: the error then names what was waited for.
      context.setDefaultTimeout(30_000)
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`)
      })
      return { context, page, errors }
    },
    async close() {
      await browser.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, test } from 'vitest'
import { en } from '../../apps/web/src/shared/i18n/en/en.ts'
import * as files from '../../apps/web/src/shared/i18n/en/files.ts'
import * as flows from '../../apps/web/src/shared/i18n/en/flows.ts'
import { seedTalk } from '../support/chat-room.ts'
import { commandViews, seedCommands } from '../support/command-views.ts'
import { flowViews } from '../support/flow-views.ts'
import { openHooks } from '../support/hooks-scene.ts'
import { metricViews, seedAlarms } from '../support/metric-views.ts'
import { accessFaults, takePicture } from '../support/pictures.ts'
import { pollViews, seedPolls } from '../support/poll-views.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'
import { seedTickets } from '../support/ticket-scene.ts'
import { ticketViews } from '../support/ticket-views.ts'
import { allViews, look, type View } from '../support/views.ts'

// Each page and each box, in both themes, both languages and two widths. With SENDOFF_PICTURES=<directory> it leaves a picture
// of each for people to look at.
let room: Room
let shop: Shop
let hooks: Awaited<ReturnType<typeof openHooks>>
let views: View[]

beforeAll(async () => {
  room = await openRoom({ servers: 2, names: ['web-1', 'web-2'], env: { SENDOFF_METRICS_SECONDS: '1' } })
  await room.settle()
  shop = await openShop(room)
  hooks = await openHooks(room)
  const good = await shop.ship('v1')
  await shop.ended(good)
  await shop.break(1)
  const bad = await shop.ship('v2')
  await shop.ended(bad)
  await seedTalk(room)
  const alarmRoom = await seedAlarms(room)
  const tickets = await seedTickets(room)
  views = [
    ...allViews(shop, { good, bad }),
    ...metricViews(shop, good, alarmRoom),
    ...ticketViews(tickets),
    ...flowViews(tickets),
    ...pollViews(await seedPolls(room)),
    ...commandViews(await seedCommands(room.api, shop.serverIds)),
  ]
})
afterAll(async () => {
  await room?.close()
  await hooks?.close()
})

const wide = { width: 1440, height: 900 }
const narrow = { width: 390, height: 844 }

test.concurrent.for([
  { colorScheme: 'light', locale: 'en-GB' },
  { colorScheme: 'dark', locale: 'zh-CN' },
] as const)(
  'nothing is wrong with any page: $colorScheme, $locale',
  { timeout: 600_000 },
  async (preferences, { expect }) => {
    const { page, context, errors } = await room.enter({ ...preferences, viewport: wide, reducedMotion: 'reduce' })
    const faults: string[] = []
    async function inspect(view: View) {
      await page.setViewportSize(wide)
      await look(page, room.url, view)
      const found = [...(await textFaults(page, preferences.locale)), ...(await accessFaults(page))]
      await takePicture(page, `${view.name}-wide-${preferences.locale}`)
      await page.setViewportSize(narrow)
      found.push(...(await widthFaults(page)))
      await takePicture(page, `${view.name}-narrow-${preferences.locale}`)
      faults.push(...found.map((fault) => `${view.name}: ${fault}`))
    }
    for (const view of views) {
      await inspect(view).catch((cause) => {
        throw new Error(`${view.name} could not be looked at`, { cause })
      })
    }
    await context.clearCookies()
    await inspect({ name: 'sign-in', path: '/sign-in' })
    expect(faults).toEqual([])
    expect(errors).toEqual([])
    await context.close()
  },
)

async function widthFaults(page: Page): Promise<string[]> {
  const width = await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    await frame()
    await frame()
    // What the resize closes is still fading.
    const ending = document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map((each) => each.finished))
    await frame()
    return document.documentElement.scrollWidth
  })
  return width > narrow.width ? [`scrolls sideways: ${width} px`] : []
}

async function textFaults(page: Page, locale: string): Promise<string[]> {
  const texts = await visibleTexts(page)
  const raw = texts.filter((text) => messageKeys.has(text)).map((text) => `shows a message's key: ${text}`)
  if (locale !== 'zh-CN') return raw
  const foreign = texts.filter((text) => /[A-Za-z]{3}/.test(text.replace(names, '')))
  return [...raw, ...foreign.map((text) => `is not translated: ${text}`)]
}

/** Texts that a person sees or hears, except data: code, logs, keys, times and what people typed. */
function visibleTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const data = [
      'code, pre, kbd, .mono, .path, .chip, [data-testid=log], [data-testid=patch], [data-testid=preview]',
      // What people said.
      '[data-testid=message] .text, [data-testid=message] .quote',
      // What the server wrote down for everybody, in its one language.
      '[data-testid=files] tbody, [data-testid=activity] li, header .note, [data-testid=targets] td p, .said, .field [role=alert]',
    ].join()
    const found = new Set<string>()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement
      if (!parent || parent.closest(`${data}, script, style`) || !parent.checkVisibility()) continue
      if (node.textContent?.trim()) found.add(node.textContent.trim())
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
      // A title repeats data or what the server said; a label is for everybody who hears the page.
      if (element.closest(data) || (element.hasAttribute('title') && !element.hasAttribute('aria-label'))) continue
      for (const name of ['aria-label', 'placeholder', 'title']) {
        const text = element.getAttribute(name)?.trim()
        if (text) found.add(text)
      }
    }
    return [...found]
  })
}

/** Names and terms that are the same in every language, time zones, and what the test itself named. */
const names =
  /[A-Z][A-Za-z]+\/[A-Z][A-Za-z_]+|UTC|GMT|Sendoff|GoJS|Northwoods Software|English|OpenSSH|SSH|ssh|PEM|API|CPU|GNU\/Linux|Linux|Debian|bookworm|Enter|Esc|Tab|Delete|shell|current|https?|git|[Ss]hop|production|web|deploy|[Aa]dmin|Ada|ming|wei|main|wares\/coffee|Sell (green )?tea|Open the shop|general|no-such-room|delivery-lab|WebSocket|HTTP|SSE|Shift|Try coffee|Ctrl|Slack|Mattermost|Webhooks?|Incoming|JSON|POST|SEC|Git LFS|sendoff\.yml|\.gitignore|dist\/|\*\.map|keep\.map|aria2|Alt|CSV|Server down|Home|End|Backspace|SENDOFF_SERVER|\$(NAME|SERVICE|TOKEN)|Restart a service|After a change of its settings|Service|Token/g
const messageKeys = new Set(keysOf({ ...en, ...files, ...flows }))

function keysOf(messages: object, prefix = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  )
}

import type { Locator, Page } from 'playwright-core'
import type { Person } from './browser.ts'
import type { Room } from './room.ts'

/** The chat page as a test uses it: what a person sees and types, and nothing else. */
export interface ChatView {
  readonly page: Page
  readonly composer: Locator
  /** Messages that hold this text. */
  message(text: string | RegExp): Locator
  say(text: string): Promise<void>
  /** The texts of the messages on the page, in their order. */
  texts(): Promise<string[]>
}

export async function enterChat(room: Room, person: Person, name = 'general'): Promise<ChatView> {
  const { page } = person
  await page.goto(`${room.url}/chat/${encodeURIComponent(name)}`)
  const view = chatView(page)
  await view.composer.waitFor()
  await page.locator('[data-testid=link][data-state=connected]').waitFor()
  return view
}

function chatView(page: Page): ChatView {
  const composer = page.getByTestId('composer')
  return {
    page,
    composer,
    message: (text) => page.getByTestId('message').filter({ hasText: text }),
    async say(text) {
      await composer.fill(text)
      await composer.press('Enter')
    },
    texts: () => page.getByTestId('message').locator('.text').allInnerTexts(),
  }
}

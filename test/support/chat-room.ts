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

/** A conversation with something of everything in it. */
export async function seedTalk(room: Room): Promise<void> {
  const { room: general } = await room.api.ask<{ room: { id: string } }>('{ room(name: "general") { id } }')
  const say = async (text: string, replyToId: string | null = null) => {
    const { sendMessage } = await room.api.ask<{ sendMessage: { id: string } }>(
      'mutation ($i: SendMessageInput!) { sendMessage(input: $i) { id } }',
      { i: { roomId: general.id, text, replyToId } },
    )
    return sendMessage.id
  }
  const asked = await say('Shall we ship **v2** today? See https://example.com/checks, @admin')
  await say('```sh\ngit log --oneline v1..v2\n```\n- one\n- two `code`')
  await say('今天下午发布吗？', asked)
  const slip = await say('A slip of the pen')
  await room.api.ask('mutation ($m: ID!) { deleteMessage(id: $m) { id } }', { m: slip })
  await room.api.ask('mutation ($m: ID!) { addReaction(messageId: $m, emoji: "🎉") { id } }', { m: asked })
  await room.api.ask('mutation ($m: ID!, $t: String!) { editMessage(id: $m, text: $t) { id } }', {
    m: await say('> quoted\n\nAgred'),
    t: '> quoted\n\nAgreed',
  })
}

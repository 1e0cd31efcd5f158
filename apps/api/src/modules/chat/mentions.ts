/** `@name` where no word goes on before it, so that addresses of mail are not mentions. Usernames as accounts allow them. */
const MENTION = /(?<![\p{L}\p{N}_.@-])@([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)/giu
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g
const EVERYONE = new Set(['all', 'everyone'])
const MAX_MENTIONS = 50

export interface Mentions {
  /** In lower case, each once. */
  usernames: string[]
  everyone: boolean
}

/** Whom a text calls. What stands in code is quoted, not called. */
export function mentionsIn(text: string): Mentions {
  if (!text.includes('@')) return { usernames: [], everyone: false }
  const names = new Set<string>()
  for (const [, name] of text.replace(CODE, ' ').matchAll(MENTION)) names.add((name ?? '').toLowerCase())
  return {
    usernames: [...names].filter((name) => !EVERYONE.has(name)).slice(0, MAX_MENTIONS),
    everyone: [...names].some((name) => EVERYONE.has(name)),
  }
}

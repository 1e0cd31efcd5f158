/** What somebody typed into a file of a server and has not saved; `version`: upon what. Null: a file that was not there. */
export interface TextDraft {
  text: string
  version: string | null
  /** When it was typed, in ms since 1970. */
  at: number
}

/** What of `localStorage` is needed; each draft has a key of its own. */
type Shelf = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>

const prefix = 'sendoff.text.'
/** A browser keeps about five million characters for the whole page. */
const MOST_DRAFTS = 20
const MOST_CHARACTERS = 1_000_000
const KEPT_MS = 30 * 86_400_000

const keysOf = (shelf: Shelf) =>
  Array.from({ length: shelf.length }, (_, index) => shelf.key(index) ?? '').filter((key) => key.startsWith(prefix))

function parse(kept: string | null): TextDraft | null {
  try {
    const draft = JSON.parse(kept ?? 'null') as TextDraft | null
    return typeof draft?.text === 'string' && Date.now() - draft.at < KEPT_MS ? draft : null
  } catch {
    return null
  }
}

/** The oldest go first, whoever typed them, until there is room for one more of so many characters. */
function makeRoom(shelf: Shelf, wanted: number) {
  const kept = keysOf(shelf)
    .map((key) => ({ key, size: shelf.getItem(key)?.length ?? 0, at: parse(shelf.getItem(key))?.at ?? 0 }))
    .sort((one, other) => other.at - one.at)
  let room = MOST_CHARACTERS - wanted
  for (const [place, { key, size }] of kept.entries()) {
    room -= size
    if (room < 0 || place >= MOST_DRAFTS - 1) shelf.removeItem(key)
  }
}

/** Typed texts that outlive a crash of the page: for one person, in this browser. */
export function createTextDrafts(userId: string, shelf: Shelf = localStorage) {
  const keyOf = (serverId: string, path: string) => `${prefix}${userId}.${serverId}.${path}`
  return {
    read: (serverId: string, path: string) => parse(shelf.getItem(keyOf(serverId, path))),
    keep(serverId: string, path: string, draft: TextDraft) {
      const [key, value] = [keyOf(serverId, path), JSON.stringify(draft)]
      shelf.removeItem(key)
      if (value.length > MOST_CHARACTERS) return
      try {
        makeRoom(shelf, value.length)
        shelf.setItem(key, value)
      } catch {
        // A full or forbidden storage costs the draft, not the typing.
      }
    },
    drop: (serverId: string, path: string) => shelf.removeItem(keyOf(serverId, path)),
    /** Whoever signs out leaves nothing behind. */
    clear() {
      for (const key of keysOf(shelf)) if (key.startsWith(`${prefix}${userId}.`)) shelf.removeItem(key)
    },
  }
}

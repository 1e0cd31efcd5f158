/** What was typed and not sent, for each person and room in this browser. An empty draft takes no place. */
export function createDraft(
  viewerId: string,
  roomId: string,
  shelf: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = localStorage,
) {
  const key = `sendoff.draft.${viewerId}.${roomId}`
  return {
    read: () => shelf.getItem(key) ?? '',
    keep(text: string) {
      try {
        if (text === '') shelf.removeItem(key)
        else shelf.setItem(key, text)
      } catch {
        // A full storage costs the draft its survival, not the typing.
      }
    },
  }
}

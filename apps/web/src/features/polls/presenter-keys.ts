/** What a presenter can do, by whichever key or button. */
export type PresenterAct = 'next' | 'previous' | 'open' | 'pause' | 'close' | 'reveal' | 'fullscreen' | 'help'

const keys: Record<string, PresenterAct> = {
  ArrowRight: 'next',
  ArrowDown: 'next',
  PageDown: 'next',
  ' ': 'next',
  ArrowLeft: 'previous',
  ArrowUp: 'previous',
  PageUp: 'previous',
  o: 'open',
  p: 'pause',
  c: 'close',
  r: 'reveal',
  f: 'fullscreen',
  '?': 'help',
}

/** What a key means on a screen; remote controls send PageDown and PageUp. */
export function actOfKey({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent): PresenterAct | null {
  if (ctrlKey || metaKey || altKey) return null
  // A button that has the focus is pressed by the space bar.
  if (key === ' ' && target instanceof HTMLElement && target.closest('button, a, input, select')) return null
  return keys[key.length === 1 ? key.toLowerCase() : key] ?? null
}

import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import { watch } from 'vue'
import { theme } from '../theme/appearance.ts'
import type { Size } from './frames.ts'
import { fontSize, screenReader } from './terminal-settings.ts'
import { terminalTheme } from './terminal-theme.ts'

export interface ScreenHooks {
  typed?(bytes: Uint8Array): void
  resized?(): void
  /** A link was clicked. */
  follow?(address: string): void
  /** Ctrl+Shift+↑: the keyboard leaves the terminal. */
  left?(): void
  /** Ctrl+Shift+F. */
  search?(): void
}

/** A terminal's screen. It lives as long as its session, and is shown wherever it is put. */
export interface Screen {
  show(bytes: Uint8Array | string, shown?: () => void): void
  size(): Size
  setSize(size: Size): void
  /** Puts it there, as large as the place is, unless it has a size of its own. */
  place(where: HTMLElement): () => void
  focus(): void
  clear(): void
  find(words: string, back: boolean): boolean
  endSearch(): void
  /** Whether what runs has asked for arrow keys in the application's form. */
  wantsApplicationCursor(): boolean
  /** As if it was typed; several lines at once are marked as pasted for programs that know that. */
  paste(words: string): void
  close(): void
}

/** Loaded only with the pages that need it. */
export function createScreen(hooks: ScreenHooks, { fixed = false } = {}): Screen {
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches && !fixed,
    disableStdin: fixed,
    fontFamily: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace',
    fontSize: fontSize.value,
    minimumContrastRatio: 4.5,
    screenReaderMode: screenReader.value,
    scrollback: 5_000,
    theme: terminalTheme(theme.value),
  })
  const fit = new FitAddon()
  const search = new SearchAddon()
  terminal.loadAddon(fit)
  terminal.loadAddon(search)
  terminal.loadAddon(new WebLinksAddon((_event, address) => hooks.follow?.(address)))
  const encoder = new TextEncoder()
  terminal.onData((data) => hooks.typed?.(encoder.encode(data)))
  // Old mouse protocols send bytes that are no text.
  terminal.onBinary((data) => hooks.typed?.(Uint8Array.from(data, (character) => character.charCodeAt(0))))
  terminal.onResize(() => hooks.resized?.())
  terminal.attachCustomKeyEventHandler((event) => {
    const { key, ctrlKey, shiftKey, type } = event
    if (!ctrlKey) return true
    const act = (what?: () => void) => {
      event.preventDefault()
      if (type === 'keydown') what?.()
      return false
    }
    if (shiftKey && key === 'ArrowUp') return act(hooks.left)
    if (shiftKey && key.toLowerCase() === 'f') return act(hooks.search)
    // The browser pastes; with a selection Ctrl+C copies, without one it interrupts.
    if (shiftKey && key.toLowerCase() === 'v') return false
    if (key.toLowerCase() === 'c' && terminal.hasSelection()) {
      return act(() => {
        void navigator.clipboard.writeText(terminal.getSelection())
        terminal.clearSelection()
      })
    }
    return true
  })
  const stopWatching = watch([theme, fontSize, screenReader], () => {
    terminal.options.theme = terminalTheme(theme.value)
    terminal.options.fontSize = fontSize.value
    terminal.options.screenReaderMode = screenReader.value
    if (!fixed && terminal.element?.isConnected) fit.fit()
  })

  return {
    show: (bytes, shown) => terminal.write(bytes, shown),
    size: () => ({ columns: terminal.cols, rows: terminal.rows }),
    setSize: ({ columns, rows }) => terminal.resize(columns, rows),
    place(where) {
      if (terminal.element) where.append(terminal.element)
      else terminal.open(where)
      if (fixed) return () => {}
      const observer = new ResizeObserver(() => where.offsetWidth > 0 && fit.fit())
      observer.observe(where)
      return () => observer.disconnect()
    },
    focus: () => terminal.focus(),
    clear: () => terminal.reset(),
    find: (words, back) => (back ? search.findPrevious(words) : search.findNext(words)),
    endSearch: () => search.clearDecorations(),
    wantsApplicationCursor: () => terminal.modes.applicationCursorKeysMode,
    paste: (words) => terminal.paste(words),
    close() {
      stopWatching()
      terminal.dispose()
    },
  }
}

import { markRaw, reactive, ref, shallowReactive } from 'vue'
import { text } from '../../shared/i18n/i18n.ts'
import { createScreen, type Screen } from '../../shared/terminal/screen.ts'
import { createTerminalLink, type LinkState, type TerminalLink } from '../../shared/terminal/terminal-link.ts'

/** What a tab is about; enough to come back to it after the page was loaded anew. */
export interface TabFacts {
  id: string
  serverId: string
  serverName: string
}

/** A terminal in the page. It goes on while another page is looked at. */
export interface TerminalTab extends TabFacts {
  state: LinkState
  readonly screen: Screen
  readonly link: TerminalLink
  /** What the page around it does for it. */
  hooks: { follow?: (address: string) => void; left?: () => void; search?: () => void }
  /** Ctrl was pressed on the screen's own keys: it goes with the next letter. */
  control: boolean
}

const storageKey = 'sendoff.terminals'
const tabs = shallowReactive<TerminalTab[]>([])
const chosen = ref<string | null>(null)
let restored = false

const remember = () =>
  sessionStorage.setItem(
    storageKey,
    JSON.stringify(
      tabs
        .filter(({ state }) => state.kind !== 'ended')
        .map(({ id, serverId, serverName }) => ({ id, serverId, serverName })),
    ),
  )

const addressOf = (id: string) => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/terminals/${id}`

/** What Ctrl makes of a letter: Ctrl+C is 3. */
const withControl = (bytes: Uint8Array) => {
  const code = bytes.length === 1 ? (bytes[0] ?? 0) : 0
  return code >= 64 && code < 128 ? Uint8Array.of(code & 31) : bytes
}

function addTab(facts: TabFacts): TerminalTab {
  const type = (bytes: Uint8Array) => {
    tab.link.type(tab.control ? withControl(bytes) : bytes)
    tab.control = false
  }
  const screen = createScreen({
    typed: type,
    resized: () => tab.link?.resize(),
    follow: (address) => tab.hooks.follow?.(address),
    left: () => tab.hooks.left?.(),
    search: () => tab.hooks.search?.(),
  })
  const tab = reactive({
    ...facts,
    state: { kind: 'connecting' } as LinkState,
    screen: markRaw(screen),
    link: null as unknown as TerminalLink,
    hooks: {},
    control: false,
  }) as TerminalTab
  const link = createTerminalLink({
    url: addressOf(facts.id),
    size: screen.size,
    show: (bytes, shown) => screen.show(bytes, shown),
    missed: () => screen.show(`\r\n\x1b[3m${text('terminal.missed')}\x1b[0m\r\n`),
    changed(state) {
      tab.state = state
      if (state.kind === 'ended') remember()
    },
  })
  Object.assign(tab, { link: markRaw(link) })
  tabs.push(tab)
  chosen.value = facts.id
  remember()
  return tab
}

/** The terminals of this page. */
export function useTabs() {
  if (!restored) {
    restored = true
    try {
      for (const facts of JSON.parse(sessionStorage.getItem(storageKey) ?? '[]') as TabFacts[]) addTab(facts)
    } catch {
      sessionStorage.removeItem(storageKey)
    }
  }
  return {
    tabs,
    chosen,
    addTab,
    closeTab(tab: TerminalTab) {
      const at = tabs.findIndex(({ id }) => id === tab.id)
      if (tab.state.kind !== 'ended') tab.link.end()
      // The word "end" has to get out before the connection goes.
      setTimeout(tab.link.leave, 300)
      tab.screen.close()
      tabs.splice(at, 1)
      if (chosen.value === tab.id) chosen.value = tabs[Math.max(0, at - 1)]?.id ?? null
      remember()
    },
  }
}

import { computed, ref, watchEffect } from 'vue'
import { palettes, type Theme } from './palette.ts'
import { stateColours } from './states.ts'

export type Appearance = 'system' | Theme

const storageKey = 'sendoff.appearance'
const stored = localStorage.getItem(storageKey)
const preferred = matchMedia('(prefers-color-scheme: dark)')

const systemDark = ref(preferred.matches)
preferred.addEventListener('change', (event) => {
  systemDark.value = event.matches
})

/** What the user chose; `system` follows the operating system. */
export const appearance = ref<Appearance>(stored === 'light' || stored === 'dark' ? stored : 'system')

export const theme = computed<Theme>(() =>
  appearance.value === 'system' ? (systemDark.value ? 'dark' : 'light') : appearance.value,
)

export function chooseAppearance(choice: Appearance) {
  appearance.value = choice
  localStorage.setItem(storageKey, choice)
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** Writes the tokens as CSS variables (`--accent-soft`, `--failed-text` …) and keeps them in step with the theme. */
export function applyTheme() {
  watchEffect(() => {
    const { style, dataset } = document.documentElement
    dataset.theme = theme.value
    style.colorScheme = theme.value
    for (const [name, value] of Object.entries(palettes[theme.value])) style.setProperty(`--${kebab(name)}`, value)
    for (const [state, colours] of Object.entries(stateColours[theme.value])) {
      for (const [part, value] of Object.entries(colours)) style.setProperty(`--${state.toLowerCase()}-${part}`, value)
    }
  })
}

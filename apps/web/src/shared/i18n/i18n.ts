import { computed } from 'vue'
import { createI18n } from 'vue-i18n'
import { formatCounts } from '../format/count.ts'
import type { LaterTexts, MessageKey, Messages } from './messages.ts'

export type Language = 'en' | 'zh'

const storageKey = 'sendoff.language'

const loaders: Record<Language, () => Promise<Messages>> = {
  en: () => import('./en/en.ts').then((module) => module.en),
  zh: () => import('./zh/zh.ts').then((module) => module.zh),
}

type Later = { [Name in keyof LaterTexts]: Record<Language, () => Promise<LaterTexts[Name]>> }

const later: Later = {
  files: { en: () => import('./en/files.ts'), zh: () => import('./zh/files.ts') },
  flows: { en: () => import('./en/flows.ts'), zh: () => import('./zh/flows.ts') },
}
const wanted = new Set<keyof Later>()

export const i18n = createI18n({ legacy: false, locale: 'en', missingWarn: false, fallbackWarn: false, messages: {} })

/** The user's choice, else the browser's first language that the page speaks. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(storageKey)
  if (chosen === 'en' || chosen === 'zh') return chosen
  const spoken = navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag))
  return spoken?.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

async function addTexts(name: keyof Later, to: Language) {
  i18n.global.mergeLocaleMessage(to, { ...(await later[name][to]()) })
}

/** Loads a page that few open together with its texts; from then on they come in each language that is chosen. */
export const withTexts =
  <Page>(name: keyof Later, page: () => Promise<Page>) =>
  async (): Promise<Page> => {
    wanted.add(name)
    const [loaded] = await Promise.all([page(), addTexts(name, language.value)])
    return loaded
  }

/** Loads a language's texts when they are not here yet, and shows the page in it. */
export async function showLanguage(language: Language) {
  const { global } = i18n
  if (!(global.availableLocales as string[]).includes(language)) {
    global.setLocaleMessage<Messages>(language, await loaders[language]())
    await Promise.all([...wanted].map((name) => addTexts(name, language)))
  }
  global.locale.value = language as typeof global.locale.value
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

export async function chooseLanguage(language: Language) {
  localStorage.setItem(storageKey, language)
  await showLanguage(language)
}

export type Parameters = Record<string, string | number>

/** The text of a key in the page's language. A parameter `n` also picks the plural form. */
export function text(key: MessageKey, parameters: Parameters = {}): string {
  const translate = i18n.global.t as (key: string, named: Parameters, plural?: number) => string
  const shown = formatCounts(parameters, localeTag.value)
  return typeof parameters.n === 'number' ? translate(key, shown, parameters.n) : translate(key, shown)
}

/** `text` for a key that is known only at run time; null when the page has no such text. */
export function textIfAny(key: string, parameters: Parameters = {}): string | null {
  const exists = i18n.global.te as (key: string) => boolean
  return exists(key) ? text(key as MessageKey, parameters) : null
}

/** The language of the page, and the tag that dates and numbers are formatted by. */
export const language = computed(() => i18n.global.locale.value as Language)
export const localeTag = computed(() => {
  const own = navigator.languages.find((tag) => tag.toLowerCase().startsWith(language.value))
  return own ?? (language.value === 'zh' ? 'zh-CN' : 'en-GB')
})

import type { en } from './en/en.ts'
import type * as files from './en/files.ts'
import type * as flows from './en/flows.ts'

type Translated<T> = { [K in keyof T]: T[K] extends string ? string : Translated<T[K]> }

/** The shape that each language must fill; English is the pattern. */
export type Messages = Translated<typeof en>

/** Texts that come with the pages that need them. */
export interface LaterTexts {
  files: Translated<typeof files>
  flows: Translated<typeof flows>
}

type Leaves<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Leaves<T[K], `${Prefix}${K}.`>
}[keyof T & string]

/** Every key of a text, such as `release.cancel`. */
export type MessageKey = Leaves<typeof en> | Leaves<typeof files> | Leaves<typeof flows>

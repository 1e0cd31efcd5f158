import type { en } from './en/en.ts'

type Translated<T> = { [K in keyof T]: T[K] extends string ? string : Translated<T[K]> }

/** The shape that each language must fill; English is the pattern. */
export type Messages = Translated<typeof en>

type Leaves<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Leaves<T[K], `${Prefix}${K}.`>
}[keyof T & string]

/** Every key of a text, such as `release.cancel`. */
export type MessageKey = Leaves<typeof en>

import type { Person } from './message.ts'

/** Something that completes what is being typed. */
export interface Suggestion {
  key: string
  label: string
  detail: string
  /** What is put in place of what was typed. */
  insert: string
  person?: Person
}

/** Somebody whom a message can name. */
export interface Nameable extends Person {
  username: string
}

import { badInput } from '../kernel/errors.ts'

/** As long as Linux takes them, in bytes. */
export const MAX_PATH_BYTES = 4096
export const MAX_NAME_BYTES = 255

const controls = /[\p{Cc}\u2028\u2029]/u
/** Letters that turn the direction of what stands behind them: they disguise names. */
const disguises = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/
/** What is no UTF-8 was read as this sign: the name would not be found again. */
const UNREADABLE = '\ufffd'

/** Why a path cannot be named; null: it can. */
export function troubleOf(path: string): string | null {
  if (controls.test(path))
    return 'Leave out line breaks and control characters. Such a file can be reached by a terminal.'
  if (/\p{Surrogate}/u.test(path) || path.includes(UNREADABLE)) {
    return 'The name is no UTF-8. Such a file can be reached by a terminal.'
  }
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return `Use at most ${MAX_PATH_BYTES} bytes.`
  if (path.split('/').some((name) => Buffer.byteLength(name) > MAX_NAME_BYTES)) {
    return `Every name has at most ${MAX_NAME_BYTES} bytes.`
  }
  return null
}

/** Whether a file of that name can be opened, changed and removed from here. */
export const canBeNamed = (name: string) => troubleOf(name) === null

/** A name for people on one line, nothing in it hidden. */
export const visibleName = (name: string) =>
  name.replace(
    /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu,
    (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  )

/** Absolute, in one spelling: without `.`, `..`, doubled slashes and one at the end. `..` of a link is taken by its letters. */
export function absolutePath(given: string, home: string): string {
  const whole = given.startsWith('/') ? given : `${home}/${given.replace(/^~(?=\/|$)/, '')}`
  const names: string[] = []
  for (const name of whole.split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  return `/${names.join('/')}`
}

export const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
export const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/')) || '/'
export const joined = (folder: string, name: string) => (folder === '/' ? `/${name}` : `${folder}/${name}`)

/** The way from the root to a folder, both included. */
export function breadcrumbsOf(path: string): { name: string; path: string }[] {
  const names = path.split('/').filter((name) => name !== '')
  return [
    { name: '/', path: '/' },
    ...names.map((name, at) => ({ name, path: `/${names.slice(0, at + 1).join('/')}` })),
  ]
}

/** Something that is to be made has a name that can be read by everybody. @throws CallerError BAD_USER_INPUT */
export function requireNewName(path: string, field: string): void {
  const refuse = (message: string) => badInput([{ path: field, message }])
  if (path === '/') throw refuse('Name a file or a folder, not the root.')
  if (disguises.test(nameOf(path))) throw refuse('Leave out invisible characters that change the direction of text.')
}

const FORM = /^(\/([^~/]|~[01])*)*$/

/** Whether it is a JSON pointer (RFC 6901). Total. */
export const isPointer = (text: string) => FORM.test(text)

/** The names and places that a pointer goes through. */
const stepsOf = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))

/** Of a list: without leading zeros, as the standard wants it. */
const isPlace = (step: string) => /^(0|[1-9]\d{0,8})$/.test(step)

/** What stands there; undefined: nothing. Only what the document itself has counts, never what JavaScript adds to it. */
export function pointedAt(document: unknown, pointer: string): unknown {
  let found = document
  for (const step of stepsOf(pointer)) {
    if (typeof found !== 'object' || found === null) return undefined
    if (Array.isArray(found) && !isPlace(step)) return undefined
    if (!Object.hasOwn(found, step)) return undefined
    found = (found as Record<string, unknown>)[step]
  }
  return found
}

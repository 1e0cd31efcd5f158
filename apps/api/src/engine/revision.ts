/**
 * What a person may name as the thing to ship. Expressions (`HEAD~3`, `a..b`, `@{yesterday}`) are not revisions here:
 * a release names a branch, a tag or a commit.
 */
export type ParsedRevision =
  | { revision: Revision }
  | {
      /** What is wrong, and what to do. */
      problem: string
    }

export type Revision =
  /** The repository's default branch. */
  | { kind: 'HEAD'; text: string }
  /** A full name: nothing is guessed. */
  | { kind: 'REF'; ref: string; text: string }
  /** A whole commit id: always the commit, even when a branch has that name. */
  | { kind: 'COMMIT'; commit: string; text: string }
  /** A branch, else a tag, else (when it reads as one) the start of a commit id. */
  | { kind: 'NAME'; name: string; abbreviation: string | null; text: string }

const longest = 244

/** Total: any text gives a revision or a sentence that says what to do. The rules of names are those of git-check-ref-format. */
export function parseRevision(text: string): ParsedRevision {
  const written = text.trim()
  const problem = badName(written)
  if (problem) return { problem }
  if (written === 'HEAD') return { revision: { kind: 'HEAD', text: written } }
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(written))
    return { revision: { kind: 'COMMIT', commit: written.toLowerCase(), text: written } }
  const ref = /^(?:refs\/)?(heads|tags)\/(.+)$/.exec(written)
  if (ref) return { revision: { kind: 'REF', ref: `refs/${ref[1]}/${ref[2]}`, text: written } }
  const abbreviation = /^[0-9a-f]{7,63}$/i.test(written) ? written.toLowerCase() : null
  return { revision: { kind: 'NAME', name: written, abbreviation, text: written } }
}

/** The full ref of a branch, or what is wrong with its name. Unlike a revision a branch may start with `-`. */
export function parseBranch(text: string): { ref: string } | { problem: string } {
  const name = text.replace(/^refs\/heads\//, '')
  const problem = badName(`refs/heads/${name}`) ?? (name === '' ? 'Enter the name of a branch.' : null)
  return problem ? { problem } : { ref: `refs/heads/${name}` }
}

function badName(name: string): string | null {
  if (name === '') return 'Enter a branch, a tag or a commit.'
  if (Buffer.byteLength(name) > longest) return `The name is longer than ${longest} bytes.`
  if (/[ \p{Cc}\u00a0\u2028\u2029]/u.test(name))
    return 'The name holds a space, a line break or a control character. Git has no such names.'
  if (/\p{Surrogate}/u.test(name)) return 'The name is not valid Unicode.'
  if (name.startsWith('-')) return 'The name must not start with “-”. Write refs/heads/… for a branch that does.'
  if (/[~^:?*[\\]|\.\.|@\{/.test(name) || name === '@')
    return 'Expressions such as HEAD~3 or a..b are not allowed. Name a branch, a tag or a commit.'
  if (
    name.split('/').some((part) => part === '' || part.startsWith('.') || part.endsWith('.lock')) ||
    name.endsWith('.')
  )
    return 'Git does not allow this name: no part of it may be empty, start or end with a dot, or end with “.lock”.'
  return null
}

/** The directories that Sendoff keeps under an environment's path. No other environment may live in them. */
const KEPT = ['releases', 'shared', 'current', '.sendoff']

export type RemotePath = { path: string } | { problem: string }

/** A path on the servers: absolute or below the home directory, in one spelling. Total. */
export function parseRemotePath(written: string): RemotePath {
  const text = written.trim()
  if (text === '') return { problem: 'Write the directory on the servers, such as /srv/shop.' }
  if (text.length > 500) return { problem: 'Use at most 500 characters.' }
  if (/[\p{Cc}\p{Surrogate}\u2028\u2029]/u.test(text))
    return { problem: 'Leave out line breaks and control characters.' }
  const home = text.startsWith('~/')
  if (!home && !text.startsWith('/')) return { problem: 'Start with "/" or "~/".' }
  const parts = (home ? text.slice(2) : text).split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) return { problem: 'Leave out "..": write the directory itself.' }
  if (parts.length === 0) return { problem: 'Choose a directory of its own, not the top one.' }
  if (parts.some((part) => Buffer.byteLength(part) > 200))
    return { problem: 'A part of the path is longer than 200 bytes.' }
  return { path: (home ? '~/' : '/') + parts.join('/') }
}

/** A file or directory kept over releases, relative to a release; ends in `/` when it is a directory. Total. */
export function parseSharedPath(written: string): RemotePath {
  const text = written.trim()
  if (text.length > 300) return { problem: 'Use at most 300 characters.' }
  if (/[\p{Cc}\p{Surrogate}\u2028\u2029]/u.test(text))
    return { problem: 'Leave out line breaks and control characters.' }
  if (text.startsWith('/') || text.startsWith('~'))
    return { problem: 'Write it relative to the release, without a leading "/" or "~".' }
  const parts = text.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) return { problem: 'Leave out "..".' }
  const [first] = parts
  if (first === undefined) return { problem: 'Write a file such as .env, or a directory such as uploads/.' }
  if (first.startsWith('-')) return { problem: 'It must not start with "-".' }
  if (parts.length === 1 && ['REVISION', 'BUILD'].includes(first))
    return { problem: 'Sendoff writes this file itself.' }
  return { path: parts.join('/') + (text.endsWith('/') ? '/' : '') }
}

/** True when two environments on one server would write into each other's directories. */
export function pathsCollide(a: string, b: string): boolean {
  const inside = (inner: string, outer: string) => KEPT.some((kept) => `${inner}/`.startsWith(`${outer}/${kept}/`))
  return a === b || inside(a, b) || inside(b, a)
}

/** True when one shared path is, or lies in, the other. */
export function sharedPathsOverlap(a: string, b: string): boolean {
  const [x, y] = [a, b].map((path) => (path.endsWith('/') ? path : `${path}/`)) as [string, string]
  return x.startsWith(y) || y.startsWith(x)
}

/** How a repository is reached. Everything else that git could open (`ext::`, `fd::`, helpers of its own) is refused. */
export type RepositoryScheme = 'ssh' | 'https' | 'http' | 'git' | 'file'

export interface RepositoryUrl {
  /** What git is given, always after `--`. */
  text: string
  scheme: RepositoryScheme
  /** With the port where one is written; null for files. */
  host: string | null
  username: string | null
  path: string
}

export type ParsedRepositoryUrl = { url: RepositoryUrl } | { problem: string }

const schemes = new Set<string>(['ssh', 'https', 'http', 'git', 'file'])
const longest = 2000
const hostName = /^(?:[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?|\[[0-9a-f:.]+\])$/i
const userName = /^[\p{L}\p{N}_][\p{L}\p{N}_.+@-]*$/u
const withScheme = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)(\/.*)?$/i
const scpLike = /^(?:([^@/:]+)@)?([^/:@[\]]+|\[[0-9a-f:.]+\]):(.*)$/i

/**
 * Reads a repository address as people write it: a URL, `user@host:path`, or an absolute path where files are allowed.
 * Total: any text gives a URL or a sentence that says what to do. Nothing here touches the network or the disk.
 */
export function parseRepositoryUrl(text: string, options: { allowFiles?: boolean } = {}): ParsedRepositoryUrl {
  const written = text.trim()
  if (written === '') return { problem: 'Enter the address of the repository, such as https://host/team/shop.git.' }
  if (written.length > longest) return { problem: `The address is longer than ${longest} characters.` }
  if (/[\p{Cc}\u2028\u2029]/u.test(written))
    return { problem: 'The address holds a line break or a control character. Remove it.' }
  if (written.startsWith('-')) return { problem: 'The address must not start with “-”.' }
  if (/^[a-z0-9+.-]+::/i.test(written))
    return { problem: 'Addresses with a remote helper (such as ext::) are not allowed. Use ssh:// or https://.' }
  if (written.startsWith('/')) return files({ allowFiles: options.allowFiles, path: written, text: written })
  const url = withScheme.exec(written)
  if (url) return fromScheme(url, options)
  const scp = scpLike.exec(written)
  if (scp) return fromScp(scp)
  return { problem: 'This is not an address that git knows. Use https://host/path, ssh://host/path or user@host:path.' }
}

function fromScheme(match: RegExpExecArray, options: { allowFiles?: boolean }): ParsedRepositoryUrl {
  const scheme = (match[1] ?? '').toLowerCase()
  const authority = match[2] ?? ''
  const path = match[3] ?? ''
  if (!schemes.has(scheme)) return { problem: `“${scheme}” is not allowed. Use ssh, https, http or git.` }
  if (scheme === 'file') {
    if (authority !== '') return { problem: 'A file address has three slashes: file:///srv/git/shop.git.' }
    return files({ allowFiles: options.allowFiles, path, text: `file://${path}` })
  }
  const at = authority.lastIndexOf('@')
  const user = at < 0 ? null : authority.slice(0, at)
  const address = authority.slice(at + 1)
  if (user?.includes(':'))
    return { problem: 'Passwords do not belong in the address. Save a credential and choose it for the project.' }
  const problem = badUser(user) ?? badHost(address) ?? badPath(path.slice(1))
  if (problem) return { problem }
  if (/[\s#?]/.test(path)) return { problem: 'The path must not contain spaces, “?” or “#”. Write a space as %20.' }
  const canonical = `${scheme}://${user === null ? '' : `${user}@`}${address.toLowerCase()}${path}`
  return {
    url: { text: canonical, scheme: scheme as RepositoryScheme, host: address.toLowerCase(), username: user, path },
  }
}

function fromScp(match: RegExpExecArray): ParsedRepositoryUrl {
  const user = match[1] ?? null
  const host = match[2] ?? ''
  const path = match[3] ?? ''
  const problem = badUser(user) ?? badHost(host) ?? badPath(path)
  if (problem) return { problem }
  const text = `${user === null ? '' : `${user}@`}${host.toLowerCase()}:${path}`
  return { url: { text, scheme: 'ssh', host: host.toLowerCase(), username: user, path } }
}

function files(given: { allowFiles?: boolean; path: string; text: string }): ParsedRepositoryUrl {
  if (!given.allowFiles)
    return { problem: 'Repositories on this machine’s disk are switched off. Use ssh://, https:// or user@host:path.' }
  if (!given.path.startsWith('/') || given.path.length < 2)
    return { problem: 'Write the whole path, such as /srv/shop.' }
  return { url: { text: given.text, scheme: 'file', host: null, username: null, path: given.path } }
}

function badUser(user: string | null): string | null {
  if (user === null || userName.test(user)) return null
  return 'The user name before “@” may only hold letters, digits and “. _ + -”, and must not start with “-”.'
}

function badHost(address: string): string | null {
  const [, host = address, port] = /^(.*?)(?::(\d{1,5}))?$/.exec(address.replace(/^\[.*\]/, 'bracketed')) ?? []
  const literal = /^\[.*\]/.exec(address)?.[0]
  if (host === '') return 'The address names no host.'
  if (!hostName.test(literal ?? host)) return 'The host may only hold letters, digits, “-” and “.”.'
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return 'The port must be 1 to 65535.'
  return null
}

function badPath(path: string): string | null {
  if (path.replaceAll('/', '') === '') return 'The address names a host but no repository on it.'
  if (path.startsWith('-')) return 'The path of the repository must not start with “-”.'
  return null
}

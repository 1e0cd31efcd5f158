import { realpath } from 'node:fs/promises'
import { basename, dirname, join, posix, relative, sep } from 'node:path'

/** Maps paths of an SFTP client, for which `root` is `/`, to real ones that do not leave it, links followed. */
export interface ConfinedPaths {
  /** The client's absolute form of a path. */
  shown(path: string): string
  /** Something that exists, with every link resolved. @throws ENOENT, EACCES */
  existing(path: string): Promise<string>
  /** A name in an existing directory; a link of that name is not followed. */
  entry(path: string): Promise<string>
  /** A file to open, which may not exist yet. */
  forWriting(path: string): Promise<string>
  /** What to write into a new link so that it stays inside: absolute targets become relative. */
  linkTarget(target: string, link: string): string
}

export function confinedPaths(root: string): ConfinedPaths {
  const shown = (path: string): string => {
    // Commands print real paths, and people copy them.
    const inside = path === root ? '/' : path.startsWith(`${root}/`) ? path.slice(root.length) : path
    const whole = posix.resolve('/', inside)
    if (whole.includes('\0')) throw refused(path)
    return whole
  }
  const within = async (real: string, path: string): Promise<string> => {
    const resolved = await realpath(real)
    if (resolved !== root && !resolved.startsWith(root + sep)) throw refused(path)
    return resolved
  }
  const existing = (path: string): Promise<string> => within(join(root, shown(path)), path)
  const entry = async (path: string): Promise<string> => {
    const whole = shown(path)
    if (whole === '/') return root
    return join(await within(join(root, dirname(whole)), path), basename(whole))
  }
  return {
    shown,
    existing,
    entry,
    forWriting: (path) =>
      existing(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return entry(path)
        throw error
      }),
    linkTarget: (target, link) => {
      const from = posix.dirname(shown(link))
      if (target.startsWith('/')) return relative(from, shown(target)) || '.'
      const inside = posix.join(`.${from}`, target)
      if (inside === '..' || inside.startsWith('../')) throw refused(target)
      return target
    },
  }
}

function refused(path: string): Error {
  return Object.assign(new Error(`outside: ${path}`), { code: 'EACCES' })
}

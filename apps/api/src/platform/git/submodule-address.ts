import type { RepositoryUrl } from '../../engine/repository-url.ts'

/** A submodule's address as git reads it: `./x` and `../x` start from the address of the repository that holds it. */
export function resolveAddress(parent: RepositoryUrl, written: string): string {
  if (!/^\.\.?\//.test(written)) return written
  let base = parent.text.replace(/\/+$/, '')
  let rest = written
  let border = '/'
  while (/^\.\.?\//.test(rest)) {
    const up = rest.startsWith('../')
    rest = rest.slice(up ? 3 : 2)
    if (!up) continue
    const slash = base.lastIndexOf('/')
    const colon = base.lastIndexOf(':')
    // `git@host:shop.git` has its first border at the colon.
    border = slash < 0 ? ':' : '/'
    base = base.slice(0, Math.max(0, slash < 0 ? colon : slash))
  }
  return base + border + rest
}

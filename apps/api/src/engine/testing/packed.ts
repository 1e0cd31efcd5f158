import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A small packed build; a content of `{ link }` makes a symbolic link. */
export function packed(files: Record<string, string | { link: string }>): { bytes: Buffer; sha256: string } {
  const tree = mkdtempSync(join(tmpdir(), 'sendoff-tree-'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true })
    if (typeof content === 'string') writeFileSync(join(tree, name), content)
    else symlinkSync(content.link, join(tree, name))
  }
  const bytes = execFileSync('tar', ['-czf', '-', '-C', tree, '.'])
  rmSync(tree, { recursive: true })
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

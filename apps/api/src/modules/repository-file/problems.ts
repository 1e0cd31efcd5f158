import { type Document, isMap, isNode, isScalar, isSeq } from 'yaml'
import type { z } from 'zod'
import { gateKeys } from './gate.shape.ts'
import type { FileProblem, ReadYaml } from './read-yaml.ts'
import { hookKeys, settingKeys } from './shape.ts'
import { suggest } from './suggest.ts'

type Path = readonly PropertyKey[]

/** Every mistake with its line, and with what was probably meant. */
export function problemsOf({ document, lineAt }: ReadYaml, issues: readonly z.core.$ZodIssue[]): FileProblem[] {
  const at = (path: Path, message: string) => ({ line: lineAt(offsetOf(document, path)), message, blocks: true })
  return issues
    .flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') return [at(issue.path, `${spelled(issue.path)}${issue.message}`)]
      return issue.keys.map((key) => at([...issue.path, key], unknownKey(issue.path, key)))
    })
    .sort((one, other) => one.line - other.line)
}

/** The keys of `environments` that no environment of the project has. */
export function strangersOf({ document, lineAt }: ReadYaml, written: string[], known: string[]): FileProblem[] {
  return written
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = suggest(name, known)
      const message = `The project has no environment "${name}".${near ? ` Did you mean "${near}"?` : ''}`
      return { line: lineAt(offsetOf(document, ['environments', name])), message, blocks: false }
    })
}

/** Gates of numbers that nobody asks for: nothing would be watched. */
export function lostGatesOf(
  { document, lineAt }: ReadYaml,
  { environment, own, gates }: { environment: string; own: readonly string[]; gates: readonly string[] },
  probes: readonly string[],
): FileProblem[] {
  return gates
    .filter((name) => !probes.includes(name))
    .map((name) => {
      const near = suggest(name, probes)
      const isOwn = own.includes(name)
      const path = isOwn ? ['environments', environment, 'gates', name] : ['gates', name]
      const advice = near
        ? `Did you mean "${near}"?`
        : `Add it on the environment's page, or ${isOwn ? 'leave this out' : 'write this under the environments that have it'}.`
      const message = `${spelled(path)}${environment} has no probe "${name}". ${advice}`
      return { line: lineAt(offsetOf(document, path)), message, blocks: true }
    })
}

function unknownKey(path: Path, key: string): string {
  if (path.at(-2) === 'gates') return strange(key, gateKeys)
  const inHooks = path.at(-1) === 'hooks'
  const known = inHooks ? hookKeys : [...settingKeys, ...(path.length === 0 ? ['environments'] : [])]
  const elsewhere = !inHooks && hookKeys.find((hook) => suggest(key, [hook]))
  if (elsewhere) return `"${key}" belongs under hooks, as ${elsewhere}.`
  return strange(key, known)
}

function strange(key: string, known: readonly string[]): string {
  const near = suggest(key, known)
  return `"${key}" is not known here. ${near ? `Did you mean "${near}"?` : `Known are ${known.join(', ')}.`}`
}

const spelled = (path: Path) => (path.length === 0 ? '' : `${path.map(String).join('.')}: `)

/** Where the path's last part is written; where it is not, the nearest part above. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (!pair) break
      offset = (isNode(pair.key) ? pair.key.range?.[0] : undefined) ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(step)]
      offset = (isNode(node) ? node.range?.[0] : undefined) ?? offset
    } else break
  }
  return offset
}

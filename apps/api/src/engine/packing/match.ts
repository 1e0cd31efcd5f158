import { nameMatches } from './name.ts'
import type { Pattern } from './patterns.ts'

/**
 * Whether the pattern matches the path itself, given by its parts. The last `**` alone is ever gone back to, so that no
 * pattern takes more than parts × parts steps, whatever it is made of.
 */
export function patternMatches({ parts: pattern, directoriesOnly }: Pattern, path: string[], isDirectory: boolean) {
  if (directoriesOnly && !isDirectory) return false
  let at = 0
  let next = 0
  let star = -1
  let resume = 0
  while (at < path.length) {
    const part = pattern[next]
    if (part === '**') {
      star = next++
      // Behind a slash, `**` stands for what lies inside: at least one part.
      resume = next === pattern.length && next > 1 ? ++at : at
    } else if (part !== undefined && nameMatches(part, path[at] ?? '')) {
      at++
      next++
    } else if (star >= 0 && resume < path.length) {
      next = star + 1
      at = ++resume
    } else return false
  }
  return next === pattern.length
}

export interface PatchLine {
  kind: 'hunk' | 'same' | 'added' | 'removed' | 'note'
  text: string
  /** Line numbers before and after; null where the line is not there. */
  before: number | null
  after: number | null
}

/** A unified diff, line by line, with the numbers that its lines have in both files. */
export function patchLines(patch: string): PatchLine[] {
  const lines: PatchLine[] = []
  let before = 0
  let after = 0
  for (const line of patch.replace(/\n$/, '').split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$/.exec(line)
    if (hunk) {
      before = Number(hunk[1])
      after = Number(hunk[2])
      lines.push({ kind: 'hunk', text: line, before: null, after: null })
      continue
    }
    const text = line.slice(1)
    if (line.startsWith('+')) lines.push({ kind: 'added', text, before: null, after: after++ })
    else if (line.startsWith('-')) lines.push({ kind: 'removed', text, before: before++, after: null })
    else if (line.startsWith('\\')) lines.push({ kind: 'note', text: text.trim(), before: null, after: null })
    else if (line.startsWith(' ')) lines.push({ kind: 'same', text, before: before++, after: after++ })
  }
  return lines
}

import type { Span } from './ansi.ts'

export interface MarkedSpan extends Span {
  hit: boolean
}

/** Cuts spans where the searched text begins and ends; a hit may run over several spans. */
export function highlight(spans: readonly Span[], needle: string): MarkedSpan[] {
  const wanted = needle.toLowerCase()
  const whole = spans
    .map((span) => span.text)
    .join('')
    .toLowerCase()
  const hits: [number, number][] = []
  for (let at = wanted ? whole.indexOf(wanted) : -1; at !== -1; at = whole.indexOf(wanted, at + wanted.length)) {
    hits.push([at, at + wanted.length])
  }
  if (hits.length === 0) return spans.map((span) => ({ ...span, hit: false }))
  const cut: MarkedSpan[] = []
  let start = 0
  for (const span of spans) {
    const end = start + span.text.length
    const edges = [start, ...hits.flat().filter((edge) => edge > start && edge < end), end]
    for (let index = 0; index + 1 < edges.length; index++) {
      const [from, to] = [edges[index] as number, edges[index + 1] as number]
      const hit = hits.some(([begin, finish]) => from >= begin && to <= finish)
      cut.push({ text: span.text.slice(from - start, to - start), style: span.style, hit })
    }
    start = end
  }
  return cut
}

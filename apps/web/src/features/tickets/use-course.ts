import { computed, type Ref } from 'vue'
import { buildCourse, type CourseNode, type CourseState } from '../../shared/diagram/course.ts'
import { nodeName, thenText } from '../../shared/flow/node-words.ts'
import type { Condition } from '../../shared/form/condition.ts'
import { conditionText } from '../../shared/form/condition-words.ts'
import { formatRough } from '../../shared/format/duration.ts'
import { language, text } from '../../shared/i18n/i18n.ts'
import { useNow } from '../../shared/use-now.ts'
import { runOf, visitsByNode } from './course-run.ts'
import type { Ticket } from './operations.ts'

/** How far a step is and for how long, in words: `2 of 3 · 5 m 10 s`. */
export function useStepWords(ticket: Readonly<Ref<Ticket>>) {
  const now = useNow()
  const visits = computed(() => visitsByNode(ticket.value))
  return (node: { id: string; kind: string }, state: CourseState): string => {
    const visit = visits.value.get(node.id)
    const passed = state === 'WAITING' || state === 'NOT_TAKEN'
    // A stay of a round before is over: the run has not come there again.
    if (!visit || passed || node.kind !== 'APPROVAL') return text(`courseState.${state}`)
    const end = visit.endedAt ? Date.parse(visit.endedAt) : now.value
    const lasted = formatRough(end - Date.parse(visit.enteredAt))
    const share = text('ticket.share', { given: visit.approvals, need: visit.need ?? visit.people })
    if (state === 'CURRENT') return `${share} · ${text('ticket.waits', { duration: lasted })}`
    return `${text(`courseState.${state}`)} · ${lasted}`
  }
}

/** A ticket's flow as the diagram draws it, moving as the ticket does. */
export function useCourse(ticket: Readonly<Ref<Ticket>>) {
  const detail = useStepWords(ticket)
  const run = computed(() => runOf(ticket.value))
  const ways = computed(() => {
    void language.value
    const { nodes, links, form } = ticket.value.flowVersion
    const choosing = new Set(nodes.filter(({ kind }) => kind === 'CONDITION').map(({ id }) => id))
    const wordOf = ({ from, condition }: (typeof links)[number]) => {
      if (condition) return conditionText(condition as Condition, form)
      return choosing.has(from) ? text('condition.else') : ''
    }
    return new Map(links.map((link) => [link.id, wordOf(link)]))
  })
  const graph = computed(() => {
    const { nodes, links } = ticket.value.flowVersion
    const words = {
      name: nodeName,
      note: thenText,
      detail: (node: CourseNode, state: CourseState) => detail(node, state),
      way: (id: string) => ways.value.get(id) ?? '',
    }
    return buildCourse(nodes, links, run.value, words)
  })
  return { graph, run, detail }
}

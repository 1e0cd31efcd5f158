import { computed, type Ref, ref } from 'vue'
import { foldAbove, type Grouping, isGroupKey, usualGrouping } from '../../shared/diagram/fold.ts'
import { buildGraph, type GraphWords } from '../../shared/diagram/graph.ts'
import { outline, type PlanStep } from '../../shared/diagram/plan.ts'
import { formatDuration } from '../../shared/format/duration.ts'
import { language, text } from '../../shared/i18n/i18n.ts'
import { remembered } from '../../shared/remembered.ts'
import { useNow } from '../../shared/use-now.ts'
import type { Step, Target } from './operations.ts'
import { stepDuration, stepLabel } from './use-step-words.ts'

type Labels = ReadonlyMap<string, readonly string[]>
const noLabels: readonly string[] = []

function toPlanStep(step: Step, labels: Labels): PlanStep {
  return {
    key: step.key,
    parentKeys: step.parentKeys,
    label: stepLabel(step),
    serverName: step.serverName,
    labels: labels.get(step.serverName ?? '') ?? noLabels,
    terminal: step.kind === 'START' || step.kind === 'END',
    status: step.status,
    startedAt: step.startedAt,
    finishedAt: step.finishedAt,
    // What ended may have been told of for the last time halfway.
    percent: step.status === 'RUNNING' ? step.percent : null,
  }
}

function sameLabels(one: Labels, other: Labels): boolean {
  return one.size === other.size && [...other].every(([server, labels]) => one.get(server) === labels)
}

/** The steps as a graph: folded, filtered, with texts that tick. */
export function useDiagram(steps: Ref<readonly Step[]>, targets: Ref<readonly Target[]>) {
  const now = useNow()
  const unfolded = ref(false)
  const open = ref<ReadonlySet<string>>(new Set())
  const chosen = ref<Grouping | null>(null)
  const filter = ref<'all' | 'active'>('all')

  // A hundred changes a second, a thousand steps: only what changed is put into words again.
  const words = computed<GraphWords>(() => {
    void language.value
    return {
      detail: remembered((step) => [text(`stepStatus.${step.status}`), stepDuration(step)].filter(Boolean).join(' · ')),
      group: (name, n) => text('diagram.group', { name, n }),
      counts: (counts) => counts.map(([status, n]) => `${n} ${text(`stepStatus.${status}`)}`).join(' · '),
      state: (status) => text(`stepStatus.${status}`),
      fallbackGroup: text('release.servers'),
    }
  })
  const labels = computed<Labels>((before) => {
    const now = new Map(targets.value.map((each) => [each.serverName, each.server?.labels ?? noLabels]))
    return before && sameLabels(before, now) ? before : now
  })
  const planned = computed(() => {
    void language.value
    const known = labels.value
    return remembered((step: Step) => toPlanStep(step, known))
  })
  const plan = computed(() => steps.value.map(planned.value))
  const lanes = computed(() => outline(plan.value).lanes)
  const grouping = computed({
    get: () => chosen.value ?? usualGrouping(lanes.value),
    set: (wanted) => {
      chosen.value = wanted
      open.value = new Set()
    },
  })
  const graph = computed(() => {
    const options = { unfolded: unfolded.value, filter: filter.value, by: grouping.value, open: open.value }
    return buildGraph(plan.value, options, words.value)
  })

  /** Opens one group, or closes them all. */
  function toggle(key: string | null) {
    const folded = !unfolded.value && open.value.size === 0
    if (key === null) unfolded.value = folded
    open.value = key === null ? new Set() : new Set([...open.value, key])
  }

  const running = computed(() => steps.value.filter((step) => step.status === 'RUNNING'))
  const linkTexts = computed(() => {
    const texts: Record<string, string> = {}
    for (const step of running.value) {
      if (!step.startedAt) continue
      const duration = formatDuration(now.value - Date.parse(step.startedAt))
      const usual =
        step.expectedSeconds && step.expectedSeconds >= 1 ? formatDuration(step.expectedSeconds * 1000) : null
      texts[step.key] = usual ? text('eta.of', { elapsed: duration, usual }) : text('release.running', { duration })
    }
    return texts
  })
  /** The box of the step that runs, or of the group that hides it. */
  const runningKey = computed(() => {
    const drawn = new Set(graph.value.nodes.map((node) => node.key))
    const step = running.value.find((each) => drawn.has(each.key))
    if (step || running.value.length === 0) return step?.key ?? null
    return graph.value.nodes.find((node) => isGroupKey(node.key) && node.status === 'RUNNING')?.key ?? null
  })
  const foldable = computed(() => lanes.value.length > foldAbove)
  const isOpen = computed(() => unfolded.value || open.value.size > 0)
  return { graph, linkTexts, runningKey, isOpen, toggle, grouping, filter, foldable }
}

import { computed, type Ref, ref } from 'vue'
import { buildGraph, type GraphWords, groupKey } from '../../shared/diagram/graph.ts'
import { foldAbove, outline, type PlanStep } from '../../shared/diagram/plan.ts'
import { formatDuration } from '../../shared/format/duration.ts'
import { text } from '../../shared/i18n/i18n.ts'
import { useNow } from '../../shared/use-now.ts'
import type { Step } from './operations.ts'
import { stepDuration, stepLabel } from './use-step-words.ts'

function toPlanStep(step: Step): PlanStep {
  return {
    key: step.key,
    parentKeys: step.parentKeys,
    label: stepLabel(step),
    serverName: step.serverName,
    terminal: step.kind === 'START' || step.kind === 'END',
    status: step.status,
    startedAt: step.startedAt,
    finishedAt: step.finishedAt,
    percent: step.percent,
  }
}

/** The steps as a graph: folded, filtered, with texts that tick. */
export function useDiagram(steps: Ref<readonly Step[]>) {
  const now = useNow()
  const unfolded = ref(false)
  const filter = ref<'all' | 'active'>('all')

  const words = computed<GraphWords>(() => {
    const durations = new Map(steps.value.map((step) => [step.key, stepDuration(step)]))
    return {
      detail: (step) => [text(`stepStatus.${step.status}`), durations.get(step.key)].filter(Boolean).join(' · '),
      group: (name, n) => text('diagram.group', { name, n }),
      counts: (counts) => counts.map(([status, n]) => `${n} ${text(`stepStatus.${status}`)}`).join(' · '),
      fallbackGroup: text('release.servers'),
    }
  })
  const plan = computed(() => steps.value.map(toPlanStep))
  const lanes = computed(() => outline(plan.value).lanes.length)
  const graph = computed(() => buildGraph(plan.value, { unfolded: unfolded.value, filter: filter.value }, words.value))

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
    return step?.key ?? (running.value.length > 0 && drawn.has(groupKey) ? groupKey : null)
  })
  return { graph, linkTexts, runningKey, unfolded, filter, foldable: computed(() => lanes.value > foldAbove) }
}

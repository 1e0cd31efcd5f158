import type { StepStatus } from '../theme/states.ts'
import { type FoldOptions, fold, type Group } from './fold.ts'
import { countLanes, outline, type PlanStep, sharedName } from './plan.ts'

/** What GoJS draws as a box. */
export interface NodeData {
  key: string
  /** The tree model's link upwards; only when every step has one parent at most. */
  parent?: string
  category: 'step' | 'group' | 'terminal' | CourseCategory
  label: string
  detail: string
  /** How many columns it spans. */
  columns: number
  /** The server's name above the first box of its lane. */
  lane: string
  status: StepStatus
  percent: number
  /** Place of the box's left upper corner, `x y`. */
  loc: string
  /** On the link that leads here, while this runs. */
  linkText: string
  /** Of a flow's end: what happens then; empty: nothing. */
  note?: string
  /** Of a flow's box: who is asked there. */
  faces?: readonly Face[]
  /** Somebody is asked there now. */
  pulses?: boolean
  /** The run did not, or will not, come by here. */
  faded?: boolean
}

/** The boxes of a flow. */
export type CourseCategory = 'start' | 'approval' | 'condition' | 'gate' | 'notify' | 'end'

/** Somebody on a box. */
export interface Face {
  initials: string
  hue: number
  status: StepStatus
}

export interface LinkData {
  key: string
  from: string
  to: string
  status: StepStatus
  linkText: string
  /** A line of a flow, as people drew it. */
  category?: 'way'
  /** What a flow's line is taken for. */
  label?: string
  faded?: boolean
}

export interface Graph {
  nodes: NodeData[]
  links: LinkData[]
  /** No step has two parents: a tree model is enough. */
  tree: boolean
}

export const box = { width: 122, terminal: 52, height: 46, gapX: 70, gapY: 26 }

/** Words that the caller chooses, in the page's language. */
export interface GraphWords {
  /** The state in a word, with how long it took. */
  detail(step: PlanStep): string
  group(name: string, count: number): string
  counts(counts: [StepStatus, number][]): string
  state(status: StepStatus): string
  fallbackGroup: string
}

/** Left edge of a column; the first one holds the small start. */
const left = (column: number) => (column === 0 ? 0 : box.terminal + box.gapX + (column - 1) * (box.width + box.gapX))
const place = (column: number, y: number) => `${left(column)} ${Math.round(y)}`

function stepNode(step: PlanStep, loc: string, words: GraphWords, lane = ''): NodeData {
  return {
    key: step.key,
    category: step.terminal ? 'terminal' : 'step',
    label: step.label,
    detail: words.detail(step),
    columns: 1,
    lane,
    status: step.status,
    percent: step.percent ?? -1,
    loc,
    linkText: '',
  }
}

function groupName({ by, name, lanes }: Group, words: GraphWords): string {
  if (by === 'state') return words.state(name as StepStatus)
  if (by === 'label') return name || words.fallbackGroup
  return sharedName(
    lanes.map((lane) => lane.name),
    words.fallbackGroup,
  )
}

function groupNode(group: Group, columns: number, loc: string, words: GraphWords): NodeData {
  const counts = countLanes(group.lanes)
  const status = counts.find(([each]) => each === 'RUNNING')?.[0] ?? counts[0]?.[0] ?? 'PENDING'
  return {
    key: group.key,
    category: 'group',
    label: words.group(groupName(group, words), group.lanes.length),
    detail: words.counts(counts),
    columns,
    lane: '',
    status,
    percent: -1,
    loc,
    linkText: '',
  }
}

/** Width of a box over several columns, the gaps between them included. */
export const spanWidth = (columns: number) => columns * box.width + (columns - 1) * box.gapX

/** Every step that is not drawn is stood for by its group. */
function connect(steps: readonly PlanStep[], nodes: NodeData[], groups: readonly Group[]): LinkData[] {
  const drawn = new Map(nodes.map((node) => [node.key, node]))
  const behind = new Map(
    groups.flatMap(({ key, lanes }) => lanes.flatMap(({ steps: own }) => own.map((step) => [step.key, key]))),
  )
  const shown = (key: string) => behind.get(key) ?? key
  const links = new Map<string, LinkData>()
  for (const step of steps) {
    for (const parent of step.parentKeys) {
      const [from, to] = [shown(parent), shown(step.key)]
      const target = drawn.get(to)
      if (from === to || !target || !drawn.has(from)) continue
      links.set(`${from}→${to}`, { key: `${from}→${to}`, from, to, status: target.status, linkText: '' })
    }
  }
  return [...links.values()]
}

/**
 * Builds the whole drawing of a plan. Places follow from the plan alone (a column per depth, a row per server), so a
 * change of status never moves a box and five thousand boxes need no layout run.
 */
export function buildGraph(steps: readonly PlanStep[], options: FoldOptions, words: GraphWords): Graph {
  const { before, lanes: all, after } = outline(steps)
  const { lanes, groups } = fold(all, options)
  const rows = lanes.length + groups.length
  const pitch = box.height + box.gapY
  const middle = (Math.max(1, rows) - 1) * pitch * 0.5
  const nodes: NodeData[] = before.map((step, column) => stepNode(step, place(column, middle), words))
  const depth = Math.max(0, ...all.map((lane) => lane.steps.length))

  lanes.forEach((lane, row) => {
    lane.steps.forEach((step, index) => {
      nodes.push(stepNode(step, place(before.length + index, row * pitch), words, index === 0 ? lane.name : ''))
    })
  })
  const groupSpan = lanes.length > 0 ? depth : 2
  groups.forEach((group, index) => {
    nodes.push(groupNode(group, groupSpan, place(before.length, (lanes.length + index) * pitch), words))
  })
  const afterColumn = before.length + (all.length > 0 ? groupSpan : 0)
  after.forEach((step, index) => {
    nodes.push(stepNode(step, place(afterColumn + index, middle), words))
  })

  const links = connect(steps, nodes, groups)
  const parents = new Map<string, string>()
  for (const link of links) {
    if (parents.has(link.to)) return { nodes, links, tree: false }
    parents.set(link.to, link.from)
  }
  return { nodes: nodes.map((node) => ({ ...node, parent: parents.get(node.key) ?? '' })), links, tree: true }
}

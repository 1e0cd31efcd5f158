import type { EnumOf } from '../../graphql/tada.ts'
import { hueOf, initials } from '../format/initials.ts'
import type { StepStatus } from '../theme/states.ts'
import type { CourseCategory, Face, Graph, LinkData, NodeData } from './graph.ts'

/** Where a run stands at a node of its flow. */
export type CourseState = EnumOf<'TicketStepState'>

export type CourseNodeKind = EnumOf<'FlowNodeKind'>

export interface CourseNode {
  id: string
  kind: CourseNodeKind
  title: string
  outcome?: EnumOf<'EndOutcome'> | null
  action?: { kind: EnumOf<'FlowActionKind'> } | null
  x: number
  y: number
}

export interface CourseLink {
  id: string
  from: string
  to: string
}

export interface CourseStep {
  state: CourseState
  /** Who is or was asked, and how they decided. */
  people: readonly { id: string; displayName: string; status: StepStatus }[]
}

/** Words that the caller chooses, in the page's language. */
export interface CourseWords {
  name(node: CourseNode): string
  /** What happens once a run has come there; empty: nothing. */
  note(node: CourseNode): string
  detail(node: CourseNode, state: CourseState): string
  /** What the line is taken for; empty: nothing is written on it. */
  way(linkId: string): string
}

/** A state of a run looks like the step state that says the same. */
export const courseState: Record<CourseState, StepStatus> = {
  WAITING: 'PENDING',
  CURRENT: 'RUNNING',
  HELD: 'UNKNOWN',
  PASSED: 'SUCCEEDED',
  FAILED: 'FAILED',
  NOT_TAKEN: 'SKIPPED',
}

const categories: Record<CourseNodeKind, CourseCategory> = {
  START: 'start',
  APPROVAL: 'approval',
  CONDITION: 'condition',
  FORK: 'gate',
  JOIN: 'gate',
  NOTIFY: 'notify',
  END: 'end',
}

/** How many faces a box has room for. */
const faceLimit = 6

const waiting: CourseStep = { state: 'WAITING', people: [] }

function facesOf({ people }: CourseStep): Face[] {
  const shown = people.length > faceLimit ? people.slice(0, faceLimit - 1) : people
  const faces = shown.map(({ id, displayName, status }) => ({
    initials: initials(displayName),
    hue: hueOf(id),
    status,
  }))
  const rest = people.length - shown.length
  return rest > 0 ? [...faces, { initials: `+${rest}`, hue: -1, status: 'PENDING' }] : faces
}

/** A flow as it was drawn, with where a run of it stands. */
export function buildCourse(
  nodes: readonly CourseNode[],
  links: readonly CourseLink[],
  run: { steps: ReadonlyMap<string, CourseStep>; taken: ReadonlySet<string> },
  words: CourseWords,
): Graph {
  const stepOf = (id: string) => run.steps.get(id) ?? waiting
  const boxes = nodes.map((node): NodeData => {
    const step = stepOf(node.id)
    return {
      key: node.id,
      category: categories[node.kind],
      label: words.name(node),
      note: words.note(node),
      detail: words.detail(node, step.state),
      columns: 1,
      lane: '',
      status: courseState[step.state],
      percent: -1,
      loc: `${node.x} ${node.y}`,
      linkText: '',
      faces: facesOf(step),
      pulses: step.state === 'CURRENT' || step.state === 'HELD',
      faded: step.state === 'NOT_TAKEN',
    }
  })
  const ways = links.map(({ id, from, to }): LinkData => {
    const taken = run.taken.has(id)
    return {
      key: id,
      from,
      to,
      category: 'way',
      status: taken ? courseState[stepOf(to).state] : 'PENDING',
      linkText: '',
      label: words.way(id),
      faded:
        !taken &&
        (stepOf(from).state === 'NOT_TAKEN' || stepOf(to).state === 'NOT_TAKEN' || stepOf(from).state === 'PASSED'),
    }
  })
  return { nodes: boxes, links: ways, tree: false }
}

import type { Drawing, DrawnBox, DrawnMark } from '../../../shared/diagram/drawing.ts'
import type { FlowDocument, FlowLink, FlowNode, NodeKind } from './flow-document.ts'

/** How parts are put into words; the drawing itself knows no language. */
export interface Wording {
  node(node: FlowNode): { label: string; detail: string }
  /** Of a link: its condition, that it is the default, or nothing. */
  link(link: FlowLink, from: NodeKind): string
}

const shapes: Record<NodeKind, DrawnBox['shape']> = {
  ...{ START: 'start', END: 'end', APPROVAL: 'approval', NOTIFY: 'notify' },
  ...{ CONDITION: 'condition', FORK: 'gate', JOIN: 'gate' },
}

/** The document as it is drawn; `marks` say what else is to be seen, by the ids of nodes and links. */
export function drawingOf(
  { nodes, links }: Pick<FlowDocument, 'nodes' | 'links'>,
  words: Wording,
  marks: ReadonlyMap<string, DrawnMark> = new Map(),
): Drawing {
  const kinds = new Map(nodes.map(({ id, kind }) => [id, kind]))
  return {
    boxes: nodes.map((node) => ({
      ...{ key: node.id, shape: shapes[node.kind], x: node.x, y: node.y },
      ...words.node(node),
      mark: marks.get(node.id) ?? '',
    })),
    lines: links.map((link) => ({
      ...{ key: link.id, from: link.from, to: link.to },
      label: words.link(link, kinds.get(link.from) ?? 'START'),
      mark: marks.get(link.id) ?? '',
    })),
  }
}

interface Placed {
  severity: string
  nodeId: string | null
  linkId: string | null
}

/** Errors before warnings. */
export function marksOf(findings: readonly Placed[]): Map<string, DrawnMark> {
  const marks = new Map<string, DrawnMark>()
  for (const { severity, nodeId, linkId } of findings) {
    const id = nodeId ?? linkId
    if (id && marks.get(id) !== 'error') marks.set(id, severity === 'ERROR' ? 'error' : 'warning')
  }
  return marks
}

interface Changed {
  part: string
  kind: string
  id: string
}

const becomes: Record<string, DrawnMark> = { ADDED: 'added', REMOVED: 'removed', CHANGED: 'changed' }

/** What is gone often stood where something else stands now: it is drawn below that. */
function setApart(nodes: readonly FlowNode[], removed: FlowNode): FlowNode[] {
  const covered = (y: number) => nodes.some((one) => Math.abs(one.x - removed.x) < 150 && Math.abs(one.y - y) < 50)
  let { y } = removed
  while (covered(y)) y += 80
  return [...nodes, { ...removed, y }]
}

/** Two versions in one drawing: what is there now, and with it what is gone, each marked. */
export function differenceOf(before: FlowDocument, after: FlowDocument, changes: readonly Changed[], words: Wording) {
  const drawn = changes.filter(({ part }) => part !== 'FIELD')
  const gone = new Set(drawn.filter(({ kind }) => kind === 'REMOVED').map(({ id }) => id))
  const marks = new Map(drawn.map(({ id, kind }) => [id, becomes[kind] ?? '']))
  const both = {
    nodes: before.nodes.filter(({ id }) => gone.has(id)).reduce(setApart, after.nodes),
    links: [...after.links, ...before.links.filter(({ id }) => gone.has(id))],
  }
  return drawingOf(both, words, marks)
}

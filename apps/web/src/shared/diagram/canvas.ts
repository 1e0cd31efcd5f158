import * as go from 'gojs'
import type { Theme } from '../theme/palette.ts'
import { palettes } from '../theme/palette.ts'
import { changedProperties, changedWays, sameShape } from './changes.ts'
import { createCourseTemplates } from './course-templates.ts'
import type { Graph, LinkData, NodeData } from './graph.ts'
import { neighbour } from './neighbour.ts'
import { startPulse } from './pulse.ts'
import { createTemplates } from './templates.ts'

export interface CanvasEvents {
  /** Somebody clicked a box or pressed Enter on it. */
  onOpen(key: string): void
  /** Somebody moved the view by hand. */
  onPan(): void
  theme(): Theme
  /** The whole graph always fills the place that it has, at most this many times its size; null: people look where they want. */
  fillsUpTo: number | null
}

export interface Canvas {
  show(graph: Graph): void
  /** Texts on the links that lead to these boxes; others have none. */
  tick(linkTexts: Readonly<Record<string, string>>): void
  select(key: string | null): void
  /** Scrolls the box into view when it is outside. */
  reveal(key: string): void
  fit(): void
  zoom(factor: number): void
  repaint(): void
  overview(host: HTMLDivElement | null): void
  png(): Promise<Blob>
  svg(): Blob
  dispose(): void
}

/** Smallest scale that the first look uses; a plan that needs less is shown from its start. */
const readable = 0.6
/** The scale that it uses then. */
const comfortable = 0.85

export function createCanvas(host: HTMLDivElement, licenceKey: string | null, events: CanvasEvents): Canvas {
  if (licenceKey) go.Diagram.licenseKey = licenceKey
  const diagram = new go.Diagram(host, {
    isReadOnly: true,
    allowSelect: true,
    maxSelectionCount: 1,
    padding: events.fillsUpTo === null ? 24 : 6,
    minScale: 0.1,
    maxScale: 2.5,
    'animationManager.isEnabled': false,
    'undoManager.isEnabled': false,
    'toolManager.hoverDelay': 300,
    ...(events.fillsUpTo === null
      ? { contentAlignment: go.Spot.None }
      : {
          contentAlignment: go.Spot.Center,
          autoScale: go.AutoScale.Uniform,
          maxScale: events.fillsUpTo,
          defaultScale: events.fillsUpTo,
        }),
  })
  const { step, group, terminal, link } = createTemplates({ theme: events.theme })
  const course = createCourseTemplates({ theme: events.theme })
  diagram.nodeTemplateMap = new go.Map([
    { key: 'step', value: step },
    { key: 'group', value: group },
    { key: 'terminal', value: terminal },
    ...course.nodes,
  ])
  diagram.linkTemplateMap = new go.Map([
    { key: '', value: link },
    { key: 'way', value: course.way },
  ])
  const stopPulse = startPulse(diagram)
  diagram.addDiagramListener('ObjectSingleClicked', (event) => {
    const { part } = event.subject
    if (part instanceof go.Node) events.onOpen(String(part.key))
  })
  host.addEventListener('wheel', events.onPan, { passive: true })
  const panning = diagram.toolManager.panningTool
  panning.doActivate = () => {
    events.onPan()
    go.PanningTool.prototype.doActivate.call(panning)
  }

  let shown: Graph | null = null
  let map: go.Overview | null = null
  /** The lines that lead to a box, so that a change of its state need not look at all lines. */
  const incoming = new Map<string, go.ObjectData[]>()

  const commands = diagram.commandHandler
  commands.doKeyDown = () => {
    const key = diagram.lastInput.event instanceof KeyboardEvent ? diagram.lastInput.event.key : ''
    const selected = diagram.selection.first()
    if (key === 'Enter' && selected) return events.onOpen(String(selected.key))
    if (key.startsWith('Arrow') && shown) {
      const next = neighbour(shown, selected ? String(selected.key) : null, key)
      if (next) {
        canvas.select(next)
        canvas.reveal(next)
      }
      return
    }
    if (key === 'f' || key === 'F' || key === '/') return
    go.CommandHandler.prototype.doKeyDown.call(commands)
  }

  function load(graph: Graph) {
    const nodes = graph.nodes.map((node) => ({ ...node }))
    const links = graph.links.map((each) => ({ ...each }))
    diagram.model = graph.tree
      ? new go.TreeModel(nodes, { nodeParentKeyProperty: 'parent' })
      : new go.GraphLinksModel(nodes, links, { linkKeyProperty: 'key' })
    incoming.clear()
    for (const data of graph.tree ? [] : links) incoming.set(data.to, [...(incoming.get(data.to) ?? []), data])
  }

  function patch(before: Graph, after: Graph) {
    const changes = changedProperties(before, after)
    const ways = changedWays(before, after)
    if (changes.length + ways.length === 0) return
    diagram.model.commit((model) => {
      for (const [key, property, value] of changes) {
        const node = model.findNodeDataForKey(key)
        if (node) model.set(node, property, value)
        if (property === 'status')
          for (const data of incoming.get(key) ?? []) if (data.category !== 'way') model.set(data, 'status', value)
      }
      for (const { key, status, faded } of ways) {
        const data = model instanceof go.GraphLinksModel ? model.findLinkDataForKey(key) : null
        if (data) model.set(data, 'status', status)
        if (data) model.set(data, 'faded', faded ?? false)
      }
    }, null)
  }

  const canvas: Canvas = {
    show(graph) {
      const before = shown
      shown = graph
      if (before && sameShape(before, graph)) return patch(before, graph)
      const selected = diagram.selection.first()?.key
      load(graph)
      if (!before) canvas.fit()
      if (typeof selected === 'string') canvas.select(selected)
    },
    tick(linkTexts) {
      diagram.model.commit((model) => {
        const items: go.ObjectData[] = model instanceof go.GraphLinksModel ? model.linkDataArray : model.nodeDataArray
        for (const data of items as (NodeData | LinkData)[]) {
          const text = linkTexts['to' in data ? data.to : data.key] ?? ''
          if (data.linkText !== text) model.set(data, 'linkText', text)
        }
      }, null)
    },
    select(key) {
      const node = key === null ? null : diagram.findNodeForKey(key)
      if (node) diagram.select(node)
      else diagram.clearSelection()
    },
    reveal(key) {
      const node = diagram.findNodeForKey(key)
      if (node && !diagram.viewportBounds.containsRect(node.actualBounds)) diagram.centerRect(node.actualBounds)
    },
    fit() {
      if (events.fillsUpTo !== null) return
      diagram.zoomToFit()
      if (diagram.scale > 1) diagram.scale = 1
      if (diagram.scale < readable) diagram.scale = comfortable
      diagram.alignDocument(go.Spot.Left, go.Spot.Left)
    },
    zoom(factor) {
      diagram.scale = Math.min(diagram.maxScale, Math.max(diagram.minScale, diagram.scale * factor))
    },
    repaint() {
      diagram.updateAllTargetBindings()
    },
    overview(target) {
      if (map) map.div = null
      map = target ? new go.Overview(target, { observed: diagram, contentAlignment: go.Spot.Center }) : null
    },
    png: () =>
      new Promise((resolve, reject) => {
        diagram.makeImageData({
          background: palettes[events.theme()].surface,
          scale: 2,
          returnType: 'blob',
          callback: (blob) => (blob instanceof Blob ? resolve(blob) : reject(new Error('the picture is empty'))),
        })
      }),
    svg() {
      const drawing = diagram.makeSvg({ background: palettes[events.theme()].surface, scale: 1 })
      return new Blob([new XMLSerializer().serializeToString(drawing as SVGElement)], { type: 'image/svg+xml' })
    },
    dispose() {
      host.removeEventListener('wheel', events.onPan)
      stopPulse()
      if (map) map.div = null
      diagram.div = null
    },
  }
  return canvas
}

import * as go from 'gojs'
import { palettes, type Theme } from '../theme/palette.ts'
import { createDrawTemplates } from './draw-templates.ts'
import type { Drawing, Tell } from './drawing.ts'
import { handleDrawingKeys } from './drawing-keys.ts'

export interface FlowCanvas {
  show(drawing: Drawing): void
  select(keys: readonly string[]): void
  edit(on: boolean): void
  fit(): void
  zoom(factor: number): void
  repaint(): void
  /** The place on the drawing below a point of the window; without one the middle of what is seen. */
  placeAt(point?: { x: number; y: number }): { x: number; y: number }
  focus(): void
  dispose(): void
}

interface Options {
  licenceKey: string | null
  theme(): Theme
  tell: Tell
}

/** The diagram library drawing a flow that somebody else owns: it shows what it is given and tells what somebody wants. */
export function createFlowCanvas(host: HTMLDivElement, { licenceKey, theme, tell }: Options): FlowCanvas {
  if (licenceKey) go.Diagram.licenseKey = licenceKey
  const diagram = new go.Diagram(host, {
    padding: 60,
    minScale: 0.2,
    maxScale: 2,
    contentAlignment: go.Spot.None,
    'animationManager.isEnabled': false,
    'undoManager.isEnabled': false,
    'draggingTool.isGridSnapEnabled': true,
    'draggingTool.gridSnapCellSize': new go.Size(10, 10),
    'linkingTool.portGravity': 40,
    'linkingTool.direction': go.LinkingDirection.ForwardsOnly,
    'toolManager.mouseWheelBehavior': go.WheelMode.Scroll,
    allowClipboard: false,
    allowInsert: false,
    allowTextEdit: false,
  })
  const templates = createDrawTemplates({ theme })
  diagram.grid = templates.dots
  diagram.nodeTemplateMap = new go.Map(templates.nodes)
  diagram.linkTemplate = templates.line
  diagram.model = new go.GraphLinksModel([], [], { linkKeyProperty: 'key', linkFromPortIdProperty: '' })

  /** While what is given is being shown, the library's own events are no wishes of anybody. */
  let showing = false
  let editable = false
  const quietly = (work: () => void) => {
    showing = true
    try {
      work()
    } finally {
      showing = false
    }
  }
  const keyOf = (part: go.Part) => String(part.data?.key ?? '')

  diagram.addDiagramListener('ChangedSelection', () => {
    if (!showing) tell('select', [...diagram.selection].map(keyOf))
  })
  diagram.addDiagramListener('SelectionMoved', () => {
    const places = [...diagram.selection].filter((part) => part instanceof go.Node)
    tell(
      'move',
      places.map((part) => ({ id: keyOf(part), x: part.location.x, y: part.location.y })),
    )
  })
  // Where the drawing is seen, for whoever must find a part of it from outside.
  diagram.addDiagramListener('ViewportBoundsChanged', () => {
    host.dataset.view = `${diagram.position.x} ${diagram.position.y} ${diagram.scale}`
  })
  diagram.addDiagramListener('ObjectDoubleClicked', (event) => tell('open', keyOf(event.subject.part)))
  const linking = diagram.toolManager.linkingTool
  linking.insertLink = (from, _fromPort, to) => {
    if (from && to) tell('connect', String(from.key), String(to.key))
    return null
  }
  handleDrawingKeys(diagram, { tell, isEditable: () => editable })

  /** What is put down near a link goes into it. */
  const linkAt = ({ clientX, clientY }: DragEvent): go.Link | undefined => {
    const { x, y } = canvas.placeAt({ x: clientX, y: clientY })
    const [near] = diagram.findObjectsNear(
      new go.Point(x, y),
      14,
      (object) => object.part,
      (part) => part instanceof go.Link,
    )
    return near as go.Link | undefined
  }
  const onOver = (event: DragEvent) => {
    if (!editable || !event.dataTransfer?.types.includes('application/x-sendoff-node')) return
    event.preventDefault()
    diagram.highlight(linkAt(event) ?? null)
  }
  const onLeave = () => diagram.clearHighlighteds()
  const onDrop = (event: DragEvent) => {
    const what = event.dataTransfer?.getData('application/x-sendoff-node')
    if (!editable || !what) return
    event.preventDefault()
    const { x, y } = canvas.placeAt({ x: event.clientX, y: event.clientY })
    diagram.clearHighlighteds()
    tell('drop', what, x, y, linkAt(event)?.data.key ?? null)
  }
  host.addEventListener('dragover', onOver)
  host.addEventListener('dragleave', onLeave)
  host.addEventListener('drop', onDrop)

  let first = true
  /** A phone that is turned, or a panel that is closed, gives the drawing other room. */
  let room = host.clientWidth
  const onRoom = new ResizeObserver(() => {
    if (Math.abs(host.clientWidth - room) < room / 4 || host.clientWidth === 0) return
    room = host.clientWidth
    requestAnimationFrame(() => canvas.fit())
  })
  onRoom.observe(host)
  const canvas: FlowCanvas = {
    show({ boxes, lines }) {
      quietly(() =>
        diagram.model.commit((model) => {
          const graph = model as go.GraphLinksModel
          graph.mergeNodeDataArray(
            boxes.map(({ x, y, shape, ...box }) => ({
              ...box,
              category: shape,
              loc: `${x} ${y}`,
              handle: editable && shape !== 'end',
            })),
          )
          graph.mergeLinkDataArray(lines.map((line) => ({ ...line })))
          const [kept, keptLines] = [new Set(boxes.map(({ key }) => key)), new Set(lines.map(({ key }) => key))]
          graph.removeNodeDataCollection(graph.nodeDataArray.filter(({ key }) => !kept.has(key)))
          graph.removeLinkDataCollection(graph.linkDataArray.filter(({ key }) => !keptLines.has(key)))
        }, null),
      )
      if (first && boxes.length > 0) {
        first = false
        canvas.fit()
      }
    },
    select(keys) {
      const now = [...diagram.selection].map(keyOf)
      if (now.length === keys.length && now.every((key) => keys.includes(key))) return
      const parts = keys.flatMap((key) => diagram.findNodeForKey(key) ?? diagram.findLinkForKey(key) ?? [])
      quietly(() => diagram.selectCollection(parts))
      const [part] = parts
      if (parts.length === 1 && part && !diagram.viewportBounds.containsRect(part.actualBounds)) {
        diagram.centerRect(part.actualBounds)
      }
    },
    edit(on) {
      editable = on
      diagram.allowMove = on
      diagram.allowLink = on
      diagram.grid.visible = on
      diagram.model.commit((model) => {
        for (const data of model.nodeDataArray) model.set(data, 'handle', on && data.category !== 'end')
      }, null)
    },
    fit() {
      diagram.zoomToFit()
      if (diagram.scale > 1) diagram.scale = 1
      if (diagram.scale < 0.55) diagram.scale = 0.75
      diagram.alignDocument(go.Spot.Left, go.Spot.Left)
    },
    zoom(factor) {
      diagram.scale = Math.min(diagram.maxScale, Math.max(diagram.minScale, diagram.scale * factor))
    },
    repaint() {
      diagram.updateAllTargetBindings()
      host.style.background = palettes[theme()].surface
    },
    placeAt(point) {
      if (!point) return { x: diagram.viewportBounds.centerX, y: diagram.viewportBounds.centerY }
      const edge = host.getBoundingClientRect()
      const { x, y } = diagram.transformViewToDoc(new go.Point(point.x - edge.left, point.y - edge.top))
      return { x, y }
    },
    focus: () => diagram.focus(),
    dispose() {
      onRoom.disconnect()
      host.removeEventListener('dragover', onOver)
      host.removeEventListener('dragleave', onLeave)
      host.removeEventListener('drop', onDrop)
      diagram.div = null
    },
  }
  return canvas
}

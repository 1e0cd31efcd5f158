import * as go from 'gojs'
import { palettes } from '../theme/palette.ts'
import { stateColours } from '../theme/states.ts'
import type { DrawnMark } from './drawing.ts'
import { marks } from './marks.ts'
import { type Look, sans } from './state-parts.ts'

const size = { width: 190, height: 60, start: 132, end: 148, acting: 188, sign: 56, gate: 38, low: 44 }

const people = 'M4 4 a2 2 0 1 0 4 0 a2 2 0 1 0 -4 0 M2 11 C2 6 10 6 10 11'
const bell = 'M2 9 L10 9 L9 7.5 L9 5 C9 1 3 1 3 5 L3 7.5 L2 9 M5 11 L7 11'
const signs: Record<string, string> = { approval: people, notify: bell, start: marks.RUNNING, end: marks.SUCCEEDED }

/** GoJS's parts for a flow that is drawn, and for what differs between two of them. Never told by colour alone. */
export function createDrawTemplates({ theme }: Look) {
  const palette = () => palettes[theme()]
  const states = () => stateColours[theme()]
  const colourOf = (mark: DrawnMark) => {
    const neutral = { fill: palette().surface, border: palette().outline, text: palette().text }
    if (mark === 'error' || mark === 'removed') return states().FAILED
    if (mark === 'warning' || mark === 'changed') return states().BLOCKED
    if (mark === 'added') return states().SUCCEEDED
    return mark === 'taken' ? states().RUNNING : neutral
  }
  const badges: Partial<Record<DrawnMark, string>> = {
    error: '!',
    warning: '!',
    added: '+',
    removed: '−',
    changed: '~',
  }

  const frame = (figure: string, corner: number) =>
    new go.Shape(figure, { name: 'FRAME', parameter1: corner, strokeWidth: 1.5, stretch: go.Stretch.Fill })
      .bind('fill', 'mark', (mark: DrawnMark) => colourOf(mark).fill)
      .bind('stroke', 'mark', (mark: DrawnMark) => colourOf(mark).border)
      .bind('strokeDashArray', 'mark', (mark: DrawnMark) => (mark === 'removed' ? [5, 4] : null))

  const words = (property: 'label' | 'detail', font: string, width: number, lines = 1) =>
    new go.TextBlock({
      ...{ font: `${font} ${sans}`, maxSize: new go.Size(width, lines * 16), maxLines: lines },
      overflow: go.TextOverflow.Ellipsis,
      wrap: lines > 1 ? go.Wrap.Fit : go.Wrap.None,
    })
      .bind('text', property)
      .bind('visible', property, Boolean)
      .bind('stroke', 'mark', (mark: DrawnMark) =>
        property === 'detail' && mark === '' ? palette().muted : colourOf(mark).text,
      )

  const sign = (shape: string) =>
    new go.Shape({
      ...{ geometryString: signs[shape] ?? marks.PENDING, fill: null, strokeWidth: 1.6, strokeCap: 'round' as const },
      margin: new go.Margin(0, 8, 0, 0),
    }).bind('stroke', 'mark', (mark: DrawnMark) => colourOf(mark).border)

  const badge = () =>
    new go.Panel(go.Panel.Spot, { alignment: new go.Spot(1, 0, -4, 4) })
      .bind('visible', 'mark', (mark: DrawnMark) => badges[mark] !== undefined)
      .add(
        new go.Shape('Circle', { desiredSize: new go.Size(18, 18), strokeWidth: 0 }).bind(
          'fill',
          'mark',
          (mark: DrawnMark) => colourOf(mark).border,
        ),
        new go.TextBlock({ font: `700 12px ${sans}` })
          .bind('text', 'mark', (mark: DrawnMark) => badges[mark] ?? '')
          .bind('stroke', 'mark', () => palette().surface),
      )

  /** The body is dragged; its rim, the port, begins and takes links. */
  const node = (body: go.GraphObject) =>
    new go.Node(go.Panel.Spot, {
      ...{ locationSpot: go.Spot.Center, locationObjectName: 'BODY', selectionObjectName: 'BODY' },
      ...{ copyable: false, deletable: false },
      selectionAdornmentTemplate: new go.Adornment(go.Panel.Auto).add(
        new go.Shape('RoundedRectangle', { parameter1: 12, fill: null, strokeWidth: 2.5, margin: 2 }).bind(
          'stroke',
          'mark',
          () => palette().accent,
        ),
        new go.Placeholder({ padding: 4 }),
      ),
    })
      .bindTwoWay('location', 'loc', go.Point.parse, go.Point.stringify)
      .bind('opacity', 'mark', (mark: DrawnMark) => (mark === 'faded' ? 0.45 : 1))
      .add(body, port(), badge())
  /** A handle at the right edge: links are drawn from it. */
  const port = () =>
    new go.Shape('Circle', {
      ...{ name: 'HANDLE', desiredSize: new go.Size(14, 14), strokeWidth: 1.5, cursor: 'crosshair' },
      ...{ alignment: new go.Spot(1, 0.5, 0, 0), portId: 'out', fromLinkable: true, toLinkable: false },
    })
      .bind('fill', 'mark', () => palette().surface)
      .bind('stroke', 'mark', () => palette().accent)
      .bind('visible', 'handle', Boolean)
  const body = (width: number, height: number, figure: string, corner: number) =>
    new go.Panel(go.Panel.Spot, { name: 'BODY', width, height, portId: '', toLinkable: true, cursor: 'move' }).add(
      frame(figure, corner),
    )

  const box = (shape: 'approval' | 'notify') =>
    node(
      body(size.width, size.height, 'RoundedRectangle', 10).add(
        new go.Panel(go.Panel.Horizontal, {
          alignment: new go.Spot(0, 0.5, 14, 0),
          alignmentFocus: go.Spot.Left,
        }).add(
          sign(shape),
          new go.Panel(go.Panel.Vertical, { defaultAlignment: go.Spot.Left }).add(
            words('label', '600 13px', size.width - 52),
            words('detail', '400 11px', size.width - 52),
          ),
        ),
      ),
    )
  /** An end that does something has a second line for it, and more room. */
  const capsule = (shape: 'start' | 'end') => {
    const room = (detail: string) => (detail ? size.acting : size[shape])
    return node(
      body(size[shape], size.low, 'Capsule', 20)
        .bind('width', 'detail', room)
        .add(
          new go.Panel(go.Panel.Horizontal).add(
            sign(shape),
            new go.Panel(go.Panel.Vertical, { defaultAlignment: go.Spot.Left }).add(
              words('label', '600 12px', size[shape] - 48).bind(
                'maxSize',
                'detail',
                (detail) => new go.Size(room(detail) - 48, 16),
              ),
              words('detail', '400 11px', size.acting - 48),
            ),
          ),
        ),
    )
  }
  /** The ways of a condition leave it at its right, up and down: its title ends before them. */
  const titled = (figure: string, edge: number, right: number, focus: go.Spot) => {
    const made = node(body(edge, edge, figure, 4))
    made.add(
      new go.Panel(go.Panel.Vertical, {
        alignment: new go.Spot(0.5, 0, right, -5),
        alignmentFocus: focus,
      }).add(words('label', '550 11.5px', 170, 2)),
    )
    return made
  }

  const accentIf = (on: boolean, shape: go.GraphObject) =>
    on ? palette().accent : colourOf(shape.part?.data.mark).border
  const line = new go.Link({
    ...{ routing: go.Routing.AvoidsNodes, corner: 12, toShortLength: 3, copyable: false, deletable: false },
    ...{ relinkableFrom: false, relinkableTo: false, selectionAdorned: false },
    // Behind the nodes: where a link begins is the handle from which the next one is drawn.
    layerName: 'Background',
  })
    .bind('opacity', 'mark', (mark: DrawnMark) => (mark === 'faded' ? 0.4 : 1))
    .add(
      // A wide one without colour, so that a thin line can be hit.
      new go.Shape({ isPanelMain: true, stroke: 'transparent', strokeWidth: 12 }),
      new go.Shape({ isPanelMain: true })
        .bind('stroke', 'mark', (mark: DrawnMark) => colourOf(mark).border)
        .bind('strokeDashArray', 'mark', (mark: DrawnMark) => (mark === 'removed' ? [5, 4] : null))
        .bindObject('strokeWidth', 'isSelected', (selected: boolean) => (selected ? 3.5 : 1.8))
        .bindObject('stroke', 'isHighlighted', accentIf)
        .bindObject('stroke', 'isSelected', accentIf),
      new go.Shape({ toArrow: 'Triangle', scale: 1, strokeWidth: 0 }).bind(
        'fill',
        'mark',
        (mark: DrawnMark) => colourOf(mark).border,
      ),
      new go.Panel(go.Panel.Auto, { segmentFraction: 0.5 }).bind('visible', 'label', Boolean).add(
        new go.Shape('RoundedRectangle', { parameter1: 6, strokeWidth: 1 })
          .bind('fill', 'mark', () => palette().surface)
          .bind('stroke', 'mark', (mark: DrawnMark) => (mark === '' ? palette().line : colourOf(mark).border)),
        new go.TextBlock({
          ...{ font: `500 11px ${sans}`, margin: new go.Margin(3, 6), maxSize: new go.Size(170, 30), maxLines: 2 },
          overflow: go.TextOverflow.Ellipsis,
        })
          .bind('text', 'label')
          .bind('stroke', 'mark', (mark: DrawnMark) => colourOf(mark).text),
      ),
    )

  return {
    nodes: [
      { key: 'start', value: capsule('start') },
      { key: 'end', value: capsule('end') },
      { key: 'approval', value: box('approval') },
      { key: 'notify', value: box('notify') },
      { key: 'condition', value: titled('Diamond', size.sign, 14, go.Spot.BottomRight) },
      { key: 'gate', value: titled('RoundedRectangle', size.gate, 0, go.Spot.Bottom) },
    ],
    line,
    /** A quiet ground that shows how far things are apart. */
    dots: new go.Panel(go.Panel.Grid, { gridCellSize: new go.Size(20, 20) }).add(
      new go.Shape('LineH', { stroke: 'rgba(128, 138, 152, 0.45)', strokeWidth: 1.2, strokeDashArray: [1.2, 18.8] }),
    ),
  }
}

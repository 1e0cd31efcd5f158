import * as go from 'gojs'
import type { StepStatus } from '../theme/states.ts'
import type { Face } from './graph.ts'
import { marks } from './marks.ts'
import { createStateParts, fixedBox, type Look, sans } from './state-parts.ts'

/** Sizes on the drawing, in its units. */
const courseBox = { width: 184, height: 78, small: 42, flat: 148, acting: 188 }

const decided: StepStatus[] = ['SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED']

/** GoJS's parts for the boxes of a flow that runs. A box's place is its middle, as where it was drawn. */
export function createCourseTemplates({ theme }: Look) {
  const { colours, palette, frame, mark, words } = createStateParts({ theme })
  const face = (hue: number) => {
    if (hue < 0) return { fill: palette().sunken, text: palette().muted }
    return theme() === 'dark'
      ? { fill: `hsl(${hue}, 28%, 24%)`, text: `hsl(${hue}, 62%, 84%)` }
      : { fill: `hsl(${hue}, 52%, 90%)`, text: `hsl(${hue}, 62%, 26%)` }
  }

  /** A glow around a box at which somebody is asked. */
  const halo = (figure: string, width: number, height: number, corner: number) =>
    new go.Shape(figure, {
      name: 'HALO',
      parameter1: corner + 5,
      fill: null,
      strokeWidth: 5,
      width: width + 10,
      height: height + 10,
      opacity: 0.5,
    })
      .bind('visible', 'pulses', Boolean)
      .bind('stroke', 'status', (status: StepStatus) => `${colours(status).border}66`)

  /** Somebody's sign, with a ring and a small mark that tell how they decided. */
  const person = new go.Panel(go.Panel.Spot, { width: 25, height: 24 }).add(
    new go.Shape('RoundedRectangle', { parameter1: 6, desiredSize: new go.Size(21, 21), strokeWidth: 1.5 })
      .bind('fill', '', ({ hue }: Face) => face(hue).fill)
      .bind('stroke', 'status', (status: StepStatus) =>
        decided.includes(status) || status === 'RUNNING' ? colours(status).border : 'transparent',
      ),
    new go.TextBlock({ font: `650 9px ${sans}` })
      .bind('text', 'initials')
      .bind('stroke', '', ({ hue }: Face) => face(hue).text),
    new go.Panel(go.Panel.Spot, { alignment: new go.Spot(1, 1, -3, -3), width: 11, height: 11 })
      .bind('visible', 'status', (status: StepStatus) => decided.includes(status))
      .add(
        new go.Shape('Circle', { desiredSize: new go.Size(10, 10), strokeWidth: 0 }).bind(
          'fill',
          'status',
          (status: StepStatus) => colours(status).border,
        ),
        new go.Shape({ strokeWidth: 2, fill: null, scale: 0.5 })
          .bind('geometryString', 'status', (status: StepStatus) => marks[status])
          .bind('stroke', 'status', () => palette().surface),
      ),
  )

  const node = () =>
    new go.Node(go.Panel.Spot, { ...fixedBox, locationSpot: go.Spot.Center })
      .bind('location', 'loc', go.Point.parse)
      .bind('opacity', 'faded', (faded: boolean) => (faded ? 0.7 : 1))
  const body = (width: number, height: number) =>
    new go.Panel(go.Panel.Spot, { name: 'BODY', width, height, portId: '' })
  const beside = (width: number) =>
    new go.Panel(go.Panel.Vertical, { margin: new go.Margin(0, 0, 0, 8), defaultAlignment: go.Spot.Left }).add(
      words('label', 13, 600, width),
      words('detail', 11, 400, width),
    )

  const approval = node().add(
    body(courseBox.width, courseBox.height).add(
      frame('RoundedRectangle', 12),
      new go.Panel(go.Panel.Vertical, {
        alignment: new go.Spot(0, 0.5, 12, 0),
        alignmentFocus: go.Spot.Left,
        defaultAlignment: go.Spot.Left,
      }).add(
        new go.Panel(go.Panel.Horizontal).add(mark(), beside(courseBox.width - 52)),
        new go.Panel(go.Panel.Horizontal, { margin: new go.Margin(5, 0, 0, 0), height: 25, itemTemplate: person }).bind(
          'itemArray',
          'faces',
          (faces: readonly Face[]) => [...faces],
        ),
      ),
    ),
    halo('RoundedRectangle', courseBox.width, courseBox.height, 12),
  )
  /** A title, and at an end a second line that says what happens then. */
  const flat = (figure: string, width: number, corner: number) => {
    const room = (note: string) => (note ? courseBox.acting : width)
    return node().add(
      body(width, courseBox.small)
        .bind('width', 'note', room)
        .add(
          frame(figure, corner),
          new go.Panel(go.Panel.Horizontal).add(
            mark(),
            new go.Panel(go.Panel.Vertical, {
              defaultAlignment: go.Spot.Left,
              margin: new go.Margin(0, 0, 0, 7),
            }).add(
              new go.TextBlock({ font: `600 12px ${sans}`, overflow: go.TextOverflow.Ellipsis })
                .bind('text', 'label')
                .bind('maxLines', 'note', (note: string) => (note ? 1 : 2))
                .bind('maxSize', 'note', (note: string) => new go.Size(room(note) - 50, note ? 16 : 32))
                .bind('stroke', 'status', (status: StepStatus) => colours(status).text),
              words('note', 11, 400, courseBox.acting - 50).bind('visible', 'note', Boolean),
            ),
          ),
        ),
    )
  }
  /** A small sign with its title below. */
  const sign = (figure: string, size: number) =>
    node().add(
      body(size, size).add(frame(figure, 4), mark()),
      new go.TextBlock({
        alignment: new go.Spot(0.5, 1, 0, 4),
        alignmentFocus: go.Spot.Top,
        font: `500 11px ${sans}`,
        maxSize: new go.Size(150, 30),
        maxLines: 2,
        textAlign: 'center',
        overflow: go.TextOverflow.Ellipsis,
      })
        .bind('text', 'label')
        .bind('stroke', 'status', () => palette().muted),
    )

  const way = new go.Link({
    routing: go.Routing.AvoidsNodes,
    corner: 12,
    selectable: false,
    layerName: 'Background',
    toShortLength: 3,
  })
    .bind('opacity', 'faded', (faded: boolean) => (faded ? 0.5 : 1))
    .add(
      new go.Shape()
        .bind('stroke', 'status', (status: StepStatus) => colours(status).border)
        .bind('strokeWidth', 'status', (status: StepStatus) =>
          status === 'PENDING' || status === 'SKIPPED' ? 1.5 : 2.5,
        )
        .bind('strokeDashArray', 'status', (status: StepStatus) =>
          status === 'PENDING' || status === 'SKIPPED' ? [4, 4] : null,
        ),
      new go.Shape({ toArrow: 'Triangle', scale: 0.85, strokeWidth: 0 }).bind(
        'fill',
        'status',
        (status: StepStatus) => colours(status).border,
      ),
      new go.Panel(go.Panel.Auto, { segmentFraction: 0.5 }).bind('visible', 'label', Boolean).add(
        new go.Shape('RoundedRectangle', { parameter1: 6, strokeWidth: 0 }).bind(
          'fill',
          'status',
          () => palette().surface,
        ),
        new go.TextBlock({
          font: `500 10.5px ${sans}`,
          margin: new go.Margin(2, 5),
          maxSize: new go.Size(140, 28),
          maxLines: 2,
          overflow: go.TextOverflow.Ellipsis,
        })
          .bind('text', 'label')
          .bind('stroke', 'status', () => palette().muted),
      ),
    )

  return {
    nodes: [
      { key: 'start', value: flat('Capsule', courseBox.flat, 22) },
      { key: 'end', value: flat('Capsule', courseBox.flat, 22) },
      { key: 'notify', value: flat('RoundedRectangle', courseBox.flat, 8) },
      { key: 'approval', value: approval },
      { key: 'condition', value: sign('Diamond', courseBox.small + 12) },
      { key: 'gate', value: sign('RoundedRectangle', courseBox.small - 8) },
    ],
    way,
  }
}

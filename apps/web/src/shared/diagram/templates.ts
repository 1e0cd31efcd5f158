import * as go from 'gojs'
import { palettes, type Theme } from '../theme/palette.ts'
import { type StepStatus, stateColours } from '../theme/states.ts'
import { box, spanWidth } from './graph.ts'
import { dashes, marks } from './marks.ts'

const sans = 'Inter, ui-sans-serif, system-ui, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", sans-serif'

export interface Look {
  /** Read at each binding, so that a change of theme only needs the bindings to run again. */
  theme: () => Theme
}

const solid: StepStatus[] = ['SUCCEEDED', 'FAILED']

/** GoJS's parts for boxes and lines. Simple shapes of fixed size: thousands of them must stay fluid. */
export function createTemplates({ theme }: Look) {
  const colours = (status: StepStatus) => stateColours[theme()][status]
  const palette = () => palettes[theme()]

  const frame = (corner: number) =>
    new go.Shape('RoundedRectangle', { parameter1: corner, strokeWidth: 1.5, stretch: go.Stretch.Fill })
      .bind('fill', 'status', (status: StepStatus) => colours(status).fill)
      .bind('stroke', 'status', (status: StepStatus) => colours(status).border)
      .bind('strokeDashArray', 'status', (status: StepStatus) => dashes[status])
      .bindObject('strokeWidth', 'isSelected', (selected: boolean) => (selected ? 3 : 1.5))

  const mark = () =>
    new go.Panel(go.Panel.Spot, { width: 20, height: 20 }).add(
      new go.Shape('Circle', { desiredSize: new go.Size(18, 18), strokeWidth: 1.5 })
        .bind('fill', 'status', (status: StepStatus) =>
          solid.includes(status) ? colours(status).border : 'transparent',
        )
        .bind('stroke', 'status', (status: StepStatus) => colours(status).border),
      new go.Shape({ strokeWidth: 1.8, strokeCap: 'round', strokeJoin: 'round', fill: null, scale: 0.82 })
        .bind('geometryString', 'status', (status: StepStatus) => marks[status])
        .bind('stroke', 'status', (status: StepStatus) =>
          solid.includes(status) ? palette().surface : colours(status).border,
        ),
    )

  const words = (property: 'label' | 'detail', size: number, weight: number, width: number) =>
    new go.TextBlock({
      font: `${weight} ${size}px ${sans}`,
      width,
      maxLines: 1,
      overflow: go.TextOverflow.Ellipsis,
      wrap: go.Wrap.None,
    })
      .bind('text', property)
      .bind('stroke', 'status', (status: StepStatus) => colours(status).text)

  const bar = new go.Shape('Rectangle', {
    alignment: new go.Spot(0, 1, 8, -3),
    alignmentFocus: go.Spot.BottomLeft,
    height: 3,
    width: 0,
    strokeWidth: 0,
  })
    .bind('visible', 'percent', (percent: number) => percent >= 0 && percent < 100)
    .bind('width', 'percent', (percent: number) => Math.max(0, ((box.width - 16) * percent) / 100))
    .bind('fill', 'status', (status: StepStatus) => colours(status).border)

  const shared = {
    locationSpot: go.Spot.TopLeft,
    locationObjectName: 'BODY',
    selectionAdorned: false,
    cursor: 'pointer',
    movable: false,
    copyable: false,
    deletable: false,
  }

  const body = (width: number) =>
    new go.Panel(go.Panel.Spot, { name: 'BODY', height: box.height, portId: '' })
      .bind('width', 'columns', spanWidth)
      .add(
        frame(10),
        new go.Panel(go.Panel.Horizontal, { alignment: new go.Spot(0, 0.5, 10, 0), alignmentFocus: go.Spot.Left }).add(
          mark(),
          new go.Panel(go.Panel.Vertical, { margin: new go.Margin(0, 0, 0, 8), defaultAlignment: go.Spot.Left }).add(
            words('label', 13, 600, width - 48),
            words('detail', 11, 400, width - 48),
          ),
        ),
      )

  const lane = new go.TextBlock({
    alignment: new go.Spot(0, 0, 2, -4),
    alignmentFocus: go.Spot.BottomLeft,
    font: `600 11px ${sans}`,
  })
    .bind('text', 'lane')
    .bind('visible', 'lane', Boolean)
    .bind('stroke', 'status', () => palette().muted)

  const at = (node: go.Node) => node.bind('location', 'loc', go.Point.parse)

  const step = at(new go.Node(go.Panel.Spot, shared).add(body(box.width), lane, bar))
  const group = at(new go.Node(go.Panel.Spot, shared).add(body(spanWidth(2))))
  const terminal = at(
    new go.Node(go.Panel.Spot, { ...shared, locationObjectName: '' }).add(
      new go.Panel(go.Panel.Spot, { name: 'BODY', width: box.terminal, height: box.height, portId: '' }).add(
        frame(23),
        new go.Panel(go.Panel.Vertical).add(
          mark(),
          new go.TextBlock({ font: `500 10px ${sans}`, margin: new go.Margin(2, 0, 0, 0) })
            .bind('text', 'label')
            .bind('stroke', 'status', (status: StepStatus) => colours(status).text),
        ),
      ),
    ),
  )

  const link = new go.Link({
    curve: go.Curve.Bezier,
    fromSpot: go.Spot.Right,
    toSpot: go.Spot.Left,
    fromEndSegmentLength: 26,
    toEndSegmentLength: 26,
    selectable: false,
    layerName: 'Background',
  }).add(
    new go.Shape({ strokeWidth: 1.5 })
      .bind('stroke', 'status', (status: StepStatus) => colours(status).border)
      .bind('strokeWidth', 'status', (status: StepStatus) => (status === 'RUNNING' ? 2.5 : 1.5))
      .bind('strokeDashArray', 'status', (status: StepStatus) => (status === 'PENDING' ? [4, 4] : null)),
    new go.Shape({ toArrow: 'Triangle', scale: 0.8, strokeWidth: 0 }).bind(
      'fill',
      'status',
      (status: StepStatus) => colours(status).border,
    ),
    new go.TextBlock({
      segmentIndex: -1,
      segmentFraction: 0,
      segmentOffset: new go.Point(-36, -11),
      font: `600 10.5px ${sans}`,
    })
      .bind('text', 'linkText')
      .bind('visible', 'linkText', Boolean)
      .bind('stroke', 'status', (status: StepStatus) => colours(status).text),
  )

  return { step, group, terminal, link }
}

import * as go from 'gojs'
import type { StepStatus } from '../theme/states.ts'
import { box, spanWidth } from './graph.ts'
import { createStateParts, fixedBox, type Look, sans } from './state-parts.ts'

/** GoJS's parts for boxes and lines. Simple shapes of fixed size: thousands of them must stay fluid. */
export function createTemplates({ theme }: Look) {
  const { colours, palette, frame, mark, words } = createStateParts({ theme })

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

  const shared = { ...fixedBox, locationSpot: go.Spot.TopLeft }

  const body = (width: number) =>
    new go.Panel(go.Panel.Spot, { name: 'BODY', height: box.height, portId: '' })
      .bind('width', 'columns', spanWidth)
      .add(
        frame('RoundedRectangle', 10),
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
        frame('RoundedRectangle', 23),
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

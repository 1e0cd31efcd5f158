import * as go from 'gojs'
import { palettes, type Theme } from '../theme/palette.ts'
import { type StepStatus, stateColours } from '../theme/states.ts'
import { dashes, marks } from './marks.ts'

/** The letters of everything that is written on a diagram. */
export const sans = 'Inter, ui-sans-serif, system-ui, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", sans-serif'

export interface Look {
  /** Read at each binding, so that a change of theme only needs the bindings to run again. */
  theme: () => Theme
}

/** A sign on one of these is cut out of a full disc; on the others it stands in a ring. */
const solid: StepStatus[] = ['SUCCEEDED', 'FAILED']

/** What the boxes of a release and of a flow that runs have in common: each shows a state by its colour, its edge and its sign. */
export function createStateParts({ theme }: Look) {
  const colours = (status: StepStatus) => stateColours[theme()][status]
  const palette = () => palettes[theme()]
  return {
    colours,
    palette,

    frame: (figure: string, corner: number) =>
      new go.Shape(figure, { parameter1: corner, strokeWidth: 1.5, stretch: go.Stretch.Fill })
        .bind('fill', 'status', (status: StepStatus) => colours(status).fill)
        .bind('stroke', 'status', (status: StepStatus) => colours(status).border)
        .bind('strokeDashArray', 'status', (status: StepStatus) => dashes[status])
        .bindObject('strokeWidth', 'isSelected', (selected: boolean) => (selected ? 3 : 1.5)),

    mark: () =>
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
      ),

    words: (property: 'label' | 'detail' | 'note', size: number, weight: number, width: number) =>
      new go.TextBlock({
        font: `${weight} ${size}px ${sans}`,
        width,
        maxLines: 1,
        overflow: go.TextOverflow.Ellipsis,
        wrap: go.Wrap.None,
      })
        .bind('text', property)
        .bind('stroke', 'status', (status: StepStatus) => colours(status).text),
  }
}

/** Boxes that are looked at and opened, and never changed. */
export const fixedBox = {
  locationObjectName: 'BODY',
  selectionAdorned: false,
  cursor: 'pointer',
  movable: false,
  copyable: false,
  deletable: false,
}

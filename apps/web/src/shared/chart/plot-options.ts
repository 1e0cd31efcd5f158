import type uPlot from 'uplot'
import { palettes, type Theme } from '../theme/palette.ts'
import { seriesColours, seriesDashes } from '../theme/series.ts'
import type { Picture, Span } from './picture.ts'
import { drawMarks } from './plot-marks.ts'
import { drawMoment } from './plot-moment.ts'
import { timeLabels } from './time-text.ts'
import { axisText } from './value-text.ts'

export interface PlotSurroundings {
  theme: Theme
  locale: string
  height: number
  mayZoom: boolean
  /** The crosshair was moved here by a pointer, or left. */
  onPoint(time: number | null): void
  /** A stretch of time was chosen by dragging. */
  onSelect(span: Span): void
  onReset(): void
}

/** The same room for labels in all charts, so that the same time stands at the same place. */
const labelRoom = 62
const font = '11px Inter, ui-sans-serif, system-ui, "Noto Sans SC", "Noto Sans CJK SC", sans-serif'
/** Shorter drags are clicks of an unsteady hand. */
const leastDrag = 6
/** With more lines than these, bands would only hide each other. */
const mostBands = 2

/** How the library draws what `now` answers: nothing of it changes but the picture. */
export function plotOptions(now: () => Picture, around: PlotSurroundings): Omit<uPlot.Options, 'width'> {
  const { theme, locale, height } = around
  const { muted, line } = palettes[theme]
  const { lines } = now()
  const colours = seriesColours[theme]
  const colourOf = (index: number) => colours[index % colours.length] as string
  const reset = () => {
    around.onReset()
    return null
  }
  const drawn = Array.from({ length: lines }, (_, index) => index)
  const axis: uPlot.Axis = { stroke: muted, font, grid: { stroke: line, width: 1 }, ticks: { show: false } }
  return {
    height,
    legend: { show: false },
    padding: [14, 10, 0, 0],
    scales: {
      x: { time: true, range: () => [now().span.from, now().span.to] },
      y: { range: () => [now().axis.min, now().axis.max] },
    },
    axes: [
      {
        ...axis,
        size: 26,
        space: 76,
        gap: 6,
        grid: { show: false },
        values: (_plot, splits, _axis, _space, step) => timeLabels(splits, step, locale),
      },
      {
        ...axis,
        size: labelRoom,
        gap: 8,
        splits: () => now().axis.splits,
        values: (_plot, splits) => splits.map((value) => axisText(value, now().unit, locale)),
      },
    ],
    series: [
      {},
      ...drawn.flatMap((index): uPlot.Series[] => [
        {
          stroke: colourOf(index),
          width: 1.5,
          dash: [...(seriesDashes[index % seriesDashes.length] as number[])],
          points: { show: true, size: 4, width: 0, fill: colourOf(index), filter: onlyLonely },
        },
        edge,
        edge,
      ]),
    ],
    bands:
      lines > mostBands
        ? []
        : drawn.map((index) => ({ series: [index * 3 + 3, index * 3 + 2], fill: `${colourOf(index)}2b` })),
    cursor: {
      y: false,
      drag: { x: around.mayZoom, y: false, setScale: false, dist: leastDrag },
      points: { size: 7, width: 0, fill: (_plot, series) => colourOf(Math.floor((series - 1) / 3)), show: pointOf },
      bind: { dblclick: () => reset },
    },
    hooks: {
      setCursor: [
        ({ cursor, posToVal }) => around.onPoint((cursor.left ?? -1) < 0 ? null : posToVal(cursor.left ?? 0, 'x')),
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select
          if (width < leastDrag) return
          const span = { from: plot.posToVal(left, 'x'), to: plot.posToVal(left + width, 'x') }
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          around.onSelect(span)
        },
      ],
      drawAxes: [(plot) => drawMarks(plot, now(), theme, font)],
      draw: [(plot) => drawMoment(plot, now(), theme)],
    },
  }
}

/** The lower and the upper edge of a band: only what is between them is seen. */
const edge: uPlot.Series = { width: 0, stroke: 'transparent', points: { show: false } }

/** Points that stand alone between two gaps would not be seen as lines. */
const onlyLonely: uPlot.Series.Points.Filter = (plot, series, show) => {
  const column = plot.data[series] as (number | null | undefined)[] | undefined
  if (!show || !column) return null
  const isThere = (index: number) => typeof column[index] === 'number'
  return column.flatMap((_, index) =>
    isThere(index) && !beside(column, index, -1) && !beside(column, index, 1) ? [index] : [],
  )
}

function beside(column: readonly (number | null | undefined)[], index: number, step: number): boolean {
  let at = index + step
  while (at >= 0 && at < column.length && column[at] === undefined) at += step
  return typeof column[at] === 'number'
}

/** Only means get a point under the crosshair. */
const pointOf: uPlot.Cursor.Points.Show = (_plot, series) => {
  if ((series - 1) % 3 !== 0) return undefined as unknown as HTMLElement
  const point = document.createElement('div')
  point.className = 'u-cursor-pt'
  return point
}

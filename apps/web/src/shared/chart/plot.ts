import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Picture } from './picture.ts'
import { type PlotSurroundings, plotOptions } from './plot-options.ts'

/** A drawn chart. */
export interface Plot {
  show(picture: Picture): void
  /** Moves the crosshair to a time; null takes it away. Tells nobody. */
  point(time: number | null): void
  resize(width: number): void
  /** In other colours, or with other labels. */
  redress(surroundings: PlotSurroundings): void
  dispose(): void
}

/** Draws with uPlot into an element. Loaded when the first chart is looked at; nobody else knows the library. */
export function createPlot(host: HTMLElement, first: Picture, surroundings: PlotSurroundings): Plot {
  let picture = first
  let around = surroundings
  let width = host.clientWidth
  let crosshair: number | null = null
  let plot = build()

  function build(): UPlot {
    const options = plotOptions(() => picture, around)
    const built = new UPlot({ ...options, width: Math.max(width, 80) }, columnsOf(picture), host)
    return built
  }

  function rebuild() {
    plot.destroy()
    plot = build()
    place()
  }

  function place() {
    const left = crosshair === null ? -10 : plot.valToPos(crosshair, 'x')
    const isInside = left >= 0 && left <= plot.over.clientWidth
    plot.setCursor({ left: isInside ? left : -10, top: isInside ? 0 : -10 }, false)
  }

  return {
    show(next) {
      const isOther = next.lines !== picture.lines
      picture = next
      if (isOther) return rebuild()
      plot.setData(columnsOf(next))
      if (crosshair !== null) place()
    },
    point(time) {
      crosshair = time
      place()
    },
    resize(next) {
      if (next === width || next < 80) return
      width = next
      plot.setSize({ width, height: around.height })
    },
    redress(next) {
      around = next
      rebuild()
    },
    dispose: () => plot.destroy(),
  }
}

/** A chart without points still has its axes. */
function columnsOf({ data, span }: Picture): UPlot.AlignedData {
  if (data.times.length > 0) return [data.times, ...data.columns] as UPlot.AlignedData
  return [[span.from, span.to], ...data.columns.map(() => [null, null])] as UPlot.AlignedData
}

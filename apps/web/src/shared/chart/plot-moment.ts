import type uPlot from 'uplot'
import { palettes, type Theme } from '../theme/palette.ts'
import type { Picture } from './picture.ts'

/** Draws the moment of a replay as a line, and a veil over what comes after it: enough is seen to know where it leads. */
export function drawMoment(plot: uPlot, { until, span }: Picture, theme: Theme): void {
  if (until === null || until >= span.to) return
  const { ctx, bbox } = plot
  const { surface, accent } = palettes[theme]
  const left = Math.max(bbox.left, Math.round(plot.valToPos(until, 'x', true)))
  ctx.save()
  ctx.fillStyle = `${surface}d0`
  ctx.fillRect(left, bbox.top, bbox.left + bbox.width - left, bbox.height)
  ctx.fillStyle = accent
  ctx.fillRect(left - devicePixelRatio, bbox.top, 2 * devicePixelRatio, bbox.height)
  ctx.restore()
}

import type uPlot from 'uplot'
import { palettes, type Theme } from '../theme/palette.ts'
import { stateColours } from '../theme/states.ts'
import type { Picture } from './picture.ts'

/** Draws where something began and ended: its time shaded, both edges as lines (dashed when it went back), its name on top. */
export function drawMarks(plot: uPlot, { marks, highlighted, span }: Picture, theme: Theme, font: string): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const x = (time: number) => Math.round(plot.valToPos(time, 'x', true))
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, 0, bbox.width, bbox.top + bbox.height)
  ctx.clip()
  ctx.font = font.replace(/^\d+px/, `${10.5 * ratio}px`)
  ctx.textBaseline = 'alphabetic'
  let free = Number.NEGATIVE_INFINITY
  for (const mark of marks) {
    if (mark.to < span.from || mark.from > span.to) continue
    const { border } = stateColours[theme][mark.status]
    const isChosen = mark.id === highlighted
    const [left, right] = [x(mark.from), x(mark.to)]
    ctx.fillStyle = `${border}${isChosen ? '3d' : '1f'}`
    ctx.fillRect(left, bbox.top, Math.max(right - left, ratio), bbox.height)
    ctx.strokeStyle = border
    ctx.lineWidth = (isChosen ? 2 : 1) * ratio
    ctx.setLineDash(mark.isBack ? [4 * ratio, 3 * ratio] : [])
    ctx.beginPath()
    for (const edge of mark.isOpen || right - left < 3 * ratio ? [left] : [left, right]) {
      ctx.moveTo(edge, bbox.top)
      ctx.lineTo(edge, bbox.top + bbox.height)
    }
    ctx.stroke()
    const name = mark.isBack ? `↶ ${mark.label}` : mark.label
    const width = ctx.measureText(name).width
    const start = Math.min(Math.max(left, bbox.left), bbox.left + bbox.width - width)
    if (start < free) continue
    ctx.fillStyle = isChosen ? palettes[theme].text : stateColours[theme][mark.status].text
    ctx.fillText(name, start, bbox.top - 3 * ratio)
    free = start + width + 8 * ratio
  }
  ctx.restore()
}

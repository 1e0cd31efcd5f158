import type { Theme } from './palette.ts'

/**
 * Colours of the lines of a chart, in order. At least 3:1 on the surface, hues after Okabe and Ito; lines differ in their
 * dashes too, so that colour never stands alone.
 */
export const seriesColours: Record<Theme, readonly string[]> = {
  light: ['#2f55d4', '#b35900', '#00805c', '#8a4fbf', '#0a7ea4', '#cc3a00', '#744d00', '#59626f'],
  dark: ['#86a3ff', '#f0a04b', '#2bb98d', '#c79bf2', '#56c1e8', '#ff7a4d', '#d9b65c', '#9ea8b6'],
}

/** Lengths of stroke and gap in pixels; the first line is whole. */
export const seriesDashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [9, 3, 2, 3]]

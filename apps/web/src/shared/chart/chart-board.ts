import { type InjectionKey, inject, provide, type Ref, ref, shallowRef, useId } from 'vue'
import type { Span } from './picture.ts'

/** What all charts of a page share: one crosshair, one stretch of time, one way to be read. */
export interface ChartBoard {
  /** The time under the crosshair, in epoch seconds. */
  readonly at: Ref<number | null>
  /** The stretch that was chosen by dragging; null: the page's own. */
  readonly zoom: Ref<Span | null>
  /** Charts stand still; what arrives is kept and shown afterwards. */
  readonly isPaused: Ref<boolean>
  /** The id of the mark that is pointed at. */
  readonly highlighted: Ref<string | null>
  /** Charts are shown as tables. */
  readonly asTables: Ref<boolean>
  /** What is told to those who hear the page. */
  readonly spoken: Ref<string>
  /** The element that says which keys do what. */
  readonly keysId: string
}

const key: InjectionKey<ChartBoard> = Symbol('chart board')

export function provideChartBoard(): ChartBoard {
  const board: ChartBoard = {
    at: shallowRef(null),
    zoom: shallowRef(null),
    isPaused: ref(false),
    highlighted: ref(null),
    asTables: ref(false),
    spoken: ref(''),
    keysId: useId(),
  }
  provide(key, board)
  return board
}

/** The page's board; a chart that stands alone has one of its own. */
export const useChartBoard = (): ChartBoard => inject(key, provideChartBoard, true)

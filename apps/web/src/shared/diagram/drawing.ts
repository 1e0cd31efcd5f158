/** What a box of a drawn flow looks like; a box's place is its middle. */
export interface DrawnBox {
  key: string
  shape: 'start' | 'end' | 'approval' | 'notify' | 'condition' | 'gate'
  x: number
  y: number
  label: string
  detail: string
  mark: DrawnMark
}

export interface DrawnLine {
  key: string
  from: string
  to: string
  label: string
  mark: DrawnMark
}

/** What is to be seen on a part besides itself: that something is wrong with it, what became of it, or that a way leads through. */
export type DrawnMark = '' | 'error' | 'warning' | 'added' | 'removed' | 'changed' | 'taken' | 'faded'

export interface Drawing {
  boxes: readonly DrawnBox[]
  lines: readonly DrawnLine[]
}

/** What somebody wants of a drawing by mouse or keys; whoever owns the flow decides what becomes of it. */
export interface DrawingEvents {
  select: [keys: string[]]
  move: [places: { id: string; x: number; y: number }[]]
  connect: [from: string, to: string]
  remove: []
  /** `on` is the link below it, if there is one. */
  drop: [what: string, x: number, y: number, on: string | null]
  undo: []
  redo: []
  copy: []
  cut: []
  paste: []
  all: []
  /** Somebody pressed Enter on a part: they want to see or change what it says. */
  open: [key: string]
}

export type Tell = <K extends keyof DrawingEvents>(what: K, ...about: DrawingEvents[K]) => void

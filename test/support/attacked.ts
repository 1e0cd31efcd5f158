/** An operation with an input that works; the test of hostile input attacks each field of it alone. */
export interface Attacked {
  field: string
  args: Record<string, string>
  selection?: string
  valid(): Record<string, unknown>
  /** Fields that are refused whatever the others hold. */
  wrong?: string[]
}

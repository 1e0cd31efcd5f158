/** How big a flow may be. Beyond that nobody could read it, and everything that walks over it stays quick. */
export const FLOW_LIMITS = {
  nodes: 100,
  links: 300,
  fields: 50,
  columns: 12,
  rows: 100,
  options: 100,
  /** Of one list of people. */
  sources: 20,
  people: 50,
  groups: 10,
  /** Parts of one condition, and how deep they lie in each other. */
  comparisons: 50,
  depth: 5,
  /** A deadline: two years. */
  minutes: 2 * 366 * 24 * 60,
  /** For which an approval holds: two years. */
  validHours: 2 * 366 * 24,
  /** Of a text in a form. */
  textLength: 10_000,
} as const

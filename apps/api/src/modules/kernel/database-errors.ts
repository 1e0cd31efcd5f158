const codeOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

/** A unique index refused the row: somebody else has the name. */
export const isTaken = (error: unknown) => codeOf(error) === 'P2002'

/** A foreign key refused: somebody still refers to the row, or what it refers to has just gone. */
export const isReferenced = (error: unknown) => ['P2003', 'P2014'].includes(codeOf(error))

/** The row to change is not there (any more). */
export const isGone = (error: unknown) => codeOf(error) === 'P2025'

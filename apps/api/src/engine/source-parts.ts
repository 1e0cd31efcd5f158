/** What belongs to a commit and does not lie in its repository. */
export interface SourceParts {
  /** Trees of submodules are put where the commit has places for them; else those stay empty. */
  submodules?: boolean
  /** Files that Git LFS keeps are fetched; else their pointers are shipped. */
  largeFiles?: boolean
}

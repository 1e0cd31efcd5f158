/** At the top of the repository. */
export const REPOSITORY_FILE = 'sendoff.yml'
export const MOST_BYTES = 64 * 1024

import { SPEAK, script } from './script.ts'

/**
 * Prints, gzipped and each ended by NUL, the regular files of a release that are as they were unpacked, as far as their times
 * tell: what was changed since is newer than the mark that was written last. What lies behind a link is not listed.
 */
export const listFiles = (path: string, directory: string): string =>
  script(
    path,
    { dir: directory },
    SPEAK,
    `
cd "$root/releases/$dir" || refuse "$root/releases/$dir cannot be entered."
find . -type f ! -newer BUILD -print0 | gzip -1
`,
  )

import { mkdir } from 'node:fs/promises'
import type { LocalShell } from '../../engine/ports.ts'
import { run } from '../process/run.ts'

/**
 * A killed worker can end nothing any more, and another one may build the same meanwhile: a watcher in the command's group
 * kills the group when the lifeline ends.
 */
const tiedToUs = '{ read -r _ <&3; kill -KILL 0; } </dev/null >/dev/null 2>&1 & exec 3<&-; exec /bin/sh -c "$1"'

/**
 * Runs build commands with `sh -c`, standard input closed. A command sees `environment` (see `inheritable`), what the
 * project gives it, and a home of its own: caches of package tools survive there, the keys of the user that Sendoff runs
 * as are not in it. Set HOME in the project to have another.
 */
export function createLocalShell(options: {
  environment: Record<string, string>
  home: string
  /** From TERM to KILL; 10 s when absent. */
  graceMs?: number
}): LocalShell {
  return {
    async run(command, { env, ...given }) {
      await mkdir(options.home, { recursive: true, mode: 0o700 })
      return run('/bin/sh', ['-c', tiedToUs, 'sh', command], {
        ...given,
        lifeline: true,
        graceMs: options.graceMs,
        env: { ...options.environment, HOME: options.home, ...env },
      })
    },
  }
}

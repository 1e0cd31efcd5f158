import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The directory that everything about git lives in, and what stands there besides the mirrors. */
export interface GitPlace {
  directory: string
  /** The only configuration that our git reads besides a mirror's own. */
  configuration: string
  askPass: string
  knownHosts: string
  /** Keys stand here only while a command needs them. */
  secrets: string
}

/**
 * Given to git and ssh instead of a terminal. Answers only the host it was started for, whatever a redirect asks; git quotes
 * its address 'so', git-lfs "so".
 */
const askPass = `#!/bin/sh
case "$1" in
  *"'$SENDOFF_GIT_ORIGIN'"*|*"'\${SENDOFF_GIT_ORIGIN%%://*}://"*"@\${SENDOFF_GIT_ORIGIN#*://}'"*) ;;
  *"\\"$SENDOFF_GIT_ORIGIN\\""*|*"\\"\${SENDOFF_GIT_ORIGIN%%://*}://"*"@\${SENDOFF_GIT_ORIGIN#*://}\\""*) ;;
  Username*|Password\\ for*) exit 1 ;;
esac
case "$1" in
  Username*) printf '%s\\n' "$SENDOFF_GIT_USERNAME" ;;
  *) printf '%s\\n' "$SENDOFF_GIT_SECRET" ;;
esac
`

const configuration = (hooks: string) => `[core]
\thooksPath = "${hooks.replace(/["\\]/g, '\\$&')}"
\tfsmonitor = false
\tbigFileThreshold = 20m
\tattributesFile = /dev/null
\texcludesFile = /dev/null
[safe]
\tdirectory = *
[protocol "ext"]
\tallow = never
[submodule]
\trecurse = false
[fetch]
\trecurseSubmodules = false
\tunpackLimit = 1
[transfer]
\tcredentialsInUrl = die
[gc]
\tauto = 0
[maintenance]
\tauto = false
[http]
\tlowSpeedLimit = 100
\tlowSpeedTime = 60
[tar]
\tumask = 0022
[init]
\tdefaultBranch = main
[advice]
\tdetachedHead = false
`

/** Makes the directory ready. Safe to call from several processes at once. */
export async function preparePlace(directory: string): Promise<GitPlace> {
  const hooks = join(directory, '.no-hooks')
  const place: GitPlace = {
    directory,
    configuration: join(directory, '.gitconfig'),
    askPass: join(directory, '.askpass.sh'),
    knownHosts: join(directory, 'known_hosts'),
    secrets: join(directory, '.secrets'),
  }
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await Promise.all([mkdir(hooks, { recursive: true }), mkdir(place.secrets, { recursive: true, mode: 0o700 })])
  await Promise.all([
    writeFile(place.configuration, configuration(hooks), { mode: 0o600 }),
    writeFile(place.askPass, askPass, { mode: 0o700 }).then(() => chmod(place.askPass, 0o700)),
    sweepSecrets(place.secrets),
  ])
  return place
}

/** A process that was killed may have left a key behind. Names carry the pid; a live process keeps its own. */
async function sweepSecrets(directory: string) {
  for (const name of await readdir(directory)) {
    const pid = Number(name.split('-')[0])
    try {
      process.kill(pid, 0)
    } catch {
      await rm(join(directory, name), { recursive: true, force: true })
    }
  }
}

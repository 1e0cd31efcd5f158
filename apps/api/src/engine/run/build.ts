import { environmentIn } from '../variables.ts'
import { takeTurn } from './build-turn.ts'
import { chosenSentence, isChosen } from './chosen-build.ts'
import { logOutput } from './output.ts'
import { perform } from './perform.ts'
import type { Run } from './run-state.ts'
import { requireSuccess } from './server-script.ts'

const CONTROLLER_STEPS = ['fetch', 'hook:after-fetch', 'build', 'hook:before-upload', 'package']

/**
 * Fetches, builds and packs in a slot for builds, unless the servers or the cache have the build already. Leaves the artifact in
 * the run.
 */
export async function makeBuild(run: Run, cacheKey: string): Promise<void> {
  if (run.servers.every((server) => server.present)) return skipAll(run, 'Still on the servers.')
  if (isChosen(run)) return skipAll(run, chosenSentence(run))
  const turn = run.artifact === null ? await takeTurn(run, cacheKey) : null
  if (run.artifact !== null) {
    await run.ports.journal.built({ ...run.artifact, cacheKey })
    return skipAll(run, 'Same build as before.')
  }
  try {
    await makeIt(run, cacheKey)
  } finally {
    await turn?.free()
  }
}

async function makeIt(run: Run, cacheKey: string): Promise<void> {
  const { source, artifacts } = run.ports
  const { snapshot } = run
  const tree = await artifacts.workDirectory(`release-${snapshot.number}`)
  try {
    await perform(run, 'fetch', () =>
      logged(run, 'fetch', async (options) => {
        await source.ensureCommit(snapshot.commit, options)
        await source.exportTree(snapshot.commit, tree.path, { ...options, ...snapshot.source })
      }),
    )
    await command(run, 'hook:after-fetch', snapshot.afterFetchCommand, tree.path)
    await command(run, 'build', snapshot.buildCommand, tree.path)
    await command(run, 'hook:before-upload', snapshot.beforeUploadCommand, tree.path)
    await perform(run, 'package', () =>
      logged(run, 'package', async (options) => {
        const artifact = await artifacts.pack(cacheKey, tree.path, { ...options, patterns: snapshot.packing ?? null })
        await run.ports.journal.built({ ...artifact, cacheKey })
        run.artifact = artifact
        run.accepted.add(artifact.sha256)
      }),
    )
  } finally {
    await tree.dispose()
  }
}

async function skipAll(run: Run, message: string): Promise<void> {
  for (const key of CONTROLLER_STEPS) if (run.book.has(key)) await run.book.change(key, 'SKIPPED', { message })
}

async function command(run: Run, key: string, text: string | null, cwd: string): Promise<void> {
  if (!run.book.has(key)) return
  if (text === null) return run.book.change(key, 'SKIPPED', { message: 'No command is set.' })
  await perform(run, key, () =>
    logged(run, key, async (options) => {
      const { idleTimeoutSeconds, totalTimeoutSeconds, commit } = run.snapshot
      const limits = { idleTimeoutMs: idleTimeoutSeconds * 1000, totalTimeoutMs: totalTimeoutSeconds * 1000 }
      // Only what the cache key knows: a build must not depend on the release or environment it was first made for.
      const env = { ...environmentIn('BUILD', run.variables), SENDOFF_COMMIT: commit }
      requireSuccess(await run.ports.local.run(text, { ...limits, ...options, cwd, env }))
    }),
  )
}

type SourceOptions = Parameters<Run['ports']['source']['ensureCommit']>[1]

async function logged(run: Run, key: string, work: (options: SourceOptions) => Promise<void>): Promise<void> {
  const log = logOutput(run.ports.journal, key)
  try {
    await work({ signal: run.work, onOutput: log.listen })
  } finally {
    if (!run.stop.signal.aborted) await log.end()
  }
}

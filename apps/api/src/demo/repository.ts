import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { commitCommands, createBare, fastImport, tagCommands } from './fast-import.ts'
import { history, sideBranches } from './shop.ts'

const hourMs = 3_600_000

/**
 * A small real repository, “shop”: a web page with a build script, some forty commits of four people over the last two
 * months, two feature branches, tags v1.0.0 to v1.4.2. Made once; a second call finds it. @returns its absolute path
 */
export async function createDemoRepository(directory: string, now = new Date()): Promise<string> {
  const path = join(directory, 'shop.git')
  if (existsSync(join(path, 'HEAD'))) return path
  const fresh = `${path}.new-${process.pid}`
  await rm(fresh, { recursive: true, force: true })
  await createBare(fresh)
  await fastImport(fresh, streamOf(now))
  await rename(fresh, path).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true })
    if (!existsSync(join(path, 'HEAD'))) throw error
  })
  return path
}

function streamOf(now: Date): Buffer[] {
  const main = history()
  const commands: Buffer[] = []
  const trunk = 'refs/heads/main'
  main.forEach((step, index) => {
    const at = new Date(now.getTime() - (main.length - index) * 36 * hourMs - ((index * 7) % 11) * hourMs)
    commands.push(commitCommands({ ref: trunk, author: step.author, at, message: step.subject, files: step.files }))
    if (step.tag)
      commands.push(
        tagCommands({ name: step.tag, target: trunk, tagger: step.author, at, message: `Release ${step.tag}` }),
      )
    for (const branch of sideBranches.filter(({ after }) => after === step.subject)) {
      branch.steps.forEach((side, place) => {
        commands.push(
          commitCommands({
            ref: branch.ref,
            from: place === 0 ? trunk : undefined,
            author: side.author,
            at: new Date(at.getTime() + (place + 1) * 5 * hourMs),
            message: side.subject,
            files: side.files,
          }),
        )
      })
    }
  })
  return commands
}

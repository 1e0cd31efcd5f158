import { text } from '../../../shared/i18n/i18n.ts'
import { type Environment, type Project, placesQuery } from './command-documents.ts'
import { type CommandContext, type CommandLine, type CommandResult, done, failed } from './command-result.ts'
import { findProject, isResult } from './find-place.ts'

const most = 30

function linesOf(project: Project, environment: Environment): CommandLine[] {
  const where = `${project.title} · ${environment.name}`
  const { liveRelease: live, lock, queue } = environment
  const lines: CommandLine[] = [
    live
      ? {
          text: text('command.live', {
            where,
            release: text('command.releaseOf', { number: live.number, revision: live.revision }),
          }),
          to: `/releases/${live.id}`,
          status: 'SUCCEEDED',
        }
      : { text: text('command.nothingLive', { where }), to: `/environments/${environment.id}` },
  ]
  for (const { id, status, number, revision } of queue) {
    const release = text('command.releaseOf', { number, revision })
    lines.push({ text: text('command.under', { where, release }), to: `/releases/${id}`, status })
  }
  if (lock) {
    const by = lock.by ? text('common.by', { name: lock.by.displayName }) : ''
    lines.push({ text: text('command.locked', { where, reason: lock.reason, by }).trim() })
  }
  return lines
}

/** What is live where, what runs or waits, and what is locked: of a project, of the room's own, or of all. */
export async function tellStatus(name: string | null, context: CommandContext): Promise<CommandResult> {
  let projects: readonly Project[]
  if (name !== null) {
    const project = await findProject(context, name)
    if (isResult(project)) return project
    projects = [project]
  } else {
    const answer = await context.ask(placesQuery, { search: null })
    if ('failure' in answer) return failed(answer.failure, text('common.network'))
    const all = answer.data.projects.nodes
    const here = all.filter(({ id }) => id === context.room.projectId)
    projects = here.length > 0 ? here : all
  }
  const lines = projects.flatMap((project) => project.environments.flatMap((each) => linesOf(project, each)))
  if (lines.length === 0) return done({ text: text('command.noEnvironments') })
  const left = lines.length - most
  return left > 0 ? done(...lines.slice(0, most), { text: text('command.more', { n: left }), to: '/' }) : done(...lines)
}

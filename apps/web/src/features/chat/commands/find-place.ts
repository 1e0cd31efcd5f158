import { text } from '../../../shared/i18n/i18n.ts'
import { type Environment, type Project, placesQuery } from './command-documents.ts'
import { type CommandContext, type CommandResult, failed, refused } from './command-result.ts'
import { type Resolved, resolveName } from './resolve-name.ts'

export interface Place {
  project: Project
  environment: Environment
}

const quoted = (names: readonly string[]) => names.map((name) => `“${name}”`).join(', ')

/** Says why a name was not found, with what may have been meant, or else with what there is. */
function explain<T>(
  resolved: Resolved<T>,
  name: string,
  missing: string,
  all: readonly T[],
  nameOf: (one: T) => string,
) {
  if (resolved.kind === 'ambiguous') {
    return refused(text('command.ambiguous', { name, choices: quoted(resolved.among.map(nameOf)) }))
  }
  const near = resolved.kind === 'unknown' ? resolved.near : []
  if (near.length > 0) return refused(missing, text('command.near', { choices: quoted(near.map(nameOf)) }))
  return all.length > 0
    ? refused(missing, text('command.choices', { choices: quoted(all.slice(0, 8).map(nameOf)) }))
    : refused(missing)
}

/** The project of a name. Asked for by the name first, since there may be more projects than a page holds. */
export async function findProject(context: CommandContext, name: string): Promise<Project | CommandResult> {
  const offline = text('common.network')
  for (const search of [name, null]) {
    const answer = await context.ask(placesQuery, { search })
    if ('failure' in answer) return failed(answer.failure, offline)
    const projects = answer.data.projects.nodes
    const resolved = resolveName(name, projects, ({ title }) => title)
    if (resolved.kind === 'found') return resolved.one
    if (search === null || resolved.kind === 'ambiguous') {
      return explain(resolved, name, text('command.noProject', { name }), projects, ({ title }) => title)
    }
  }
  return refused(text('command.noProject', { name }))
}

export const isResult = (found: object): found is CommandResult => 'lines' in found

/** The environment of a project, both by name. */
export async function findPlace(
  context: CommandContext,
  projectName: string,
  environmentName: string,
): Promise<Place | CommandResult> {
  const project = await findProject(context, projectName)
  if (isResult(project)) return project
  const { environments, title } = project
  const resolved = resolveName(environmentName, environments, ({ name }) => name)
  if (resolved.kind === 'found') return { project, environment: resolved.one }
  const missing = text('command.noEnvironment', { project: title, name: environmentName })
  return explain(resolved, environmentName, missing, environments, ({ name }) => name)
}

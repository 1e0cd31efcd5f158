import type { PrismaClient } from '../../platform/database/database.ts'
import type { EventLog } from '../../streams/event-log.ts'
import { recordActivity } from '../activity/activity.events.ts'
import { pick } from '../activity/activity.facts.ts'
import { differences } from '../activity/differences.ts'
import { openProjectRoom, renameProjectRoom } from '../chat/room-membership.ts'
import type { Environments } from '../environments/environments.service.ts'
import { requireNothingUnderWay } from '../environments/removal.ts'
import { isGone, isReferenced, isTaken } from '../kernel/database-errors.ts'
import { badInput, conflict, notFound } from '../kernel/errors.ts'
import { isId } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { createChanges } from './changes.ts'
import { type AddProjectInput, addProjectInput, type UpdateProjectInput, updateProjectInput } from './projects.input.ts'
import { guardProjects } from './projects.policy.ts'
import { createRepositories, type RepositoriesPorts } from './repositories.ts'
import { createRevisions } from './revisions.ts'

export interface ProjectsPorts extends RepositoriesPorts {
  prisma: PrismaClient
  log: EventLog
  environments: Pick<Environments, 'create'>
}

type Parts = { submodules: boolean; largeFiles: boolean }
/** What is said, else what was. */
const partsOf = (said: { [K in keyof Parts]?: boolean | null | undefined }, otherwise: Parts): Parts => ({
  submodules: said.submodules ?? otherwise.submodules,
  largeFiles: said.largeFiles ?? otherwise.largeFiles,
})

/** What its lines tell of a project that was added or removed. */
const FACTS = ['title', 'repositoryUrl', 'credentialId', 'submodules', 'largeFiles'] as const

/** The repositories that are shipped. */
export function createProjects(ports: ProjectsPorts) {
  const { prisma, log, environments } = ports
  const repositories = createRepositories(ports)

  const refusal = (error: unknown, title: string) => {
    if (isTaken(error)) return conflict(`There is a project "${title}" already.`, { field: 'input.title' })
    if (isReferenced(error)) {
      return badInput([
        { path: 'input.credentialId', message: 'The credential or a server was removed meanwhile. Choose anew.' },
      ])
    }
    return isGone(error) ? notFound('project') : error
  }

  return {
    mirrorOf: repositories.mirrorOf,
    dropUnusedMirrors: repositories.dropUnusedMirrors,
    ...createRevisions({ prisma, mirrorOf: repositories.mirrorOf }),
    ...createChanges({ mirrorOf: repositories.mirrorOf }),

    /**
     * Saves a project with its environments, all or nothing, after the repository has answered.
     * @throws CallerError FORBIDDEN, BAD_USER_INPUT, UNREACHABLE, CONFLICT
     */
    async addProject(viewer: Viewer, input: AddProjectInput, signal?: AbortSignal): Promise<{ id: string }> {
      guardProjects(viewer, 'addProject')
      const draft = parseInput(addProjectInput, input, 'input')
      const { title, credentialId = null } = draft
      const url = repositories.requireUrl(draft.repositoryUrl, 'input.repositoryUrl')
      const taken = await prisma.project.findUnique({ where: { title }, select: { id: true } })
      if (taken) throw conflict(`There is a project "${title}" already.`, { field: 'input.title', projectId: taken.id })
      await repositories.requireAnswer(url, credentialId, signal)
      return log
        .transaction(async (tx) => {
          const added = await tx.db.project.create({
            data: {
              title,
              repositoryUrl: url.text,
              credentialId,
              ...partsOf(draft, { submodules: true, largeFiles: true }),
            },
          })
          const { id } = added
          for (const [i, environment] of draft.environments.entries()) {
            await environments.create(tx, viewer, id, i, environment, `input.environments.${i}`)
          }
          await openProjectRoom(tx, viewer, { id, title })
          await recordActivity(tx, viewer, {
            kind: 'project.added',
            subject: title,
            projectId: id,
            after: pick(added, FACTS),
            message: `added the project "${title}"`,
          })
          return { id }
        })
        .catch((error) => {
          throw refusal(error, title)
        })
    },

    /** The repository is asked again when its address or its credential changes. @throws CallerError as addProject */
    async updateProject(viewer: Viewer, id: string, input: UpdateProjectInput, signal?: AbortSignal): Promise<void> {
      guardProjects(viewer, 'updateProject')
      const change = parseInput(updateProjectInput, input, 'input')
      const before = isId(id) ? await prisma.project.findUnique({ where: { id } }) : null
      if (!before) throw notFound('project')
      const url = repositories.requireUrl(change.repositoryUrl ?? before.repositoryUrl, 'input.repositoryUrl')
      const credentialId = change.credentialId === undefined ? before.credentialId : change.credentialId
      if (url.text !== before.repositoryUrl || credentialId !== before.credentialId) {
        await repositories.requireAnswer(url, credentialId, signal)
      }
      const title = change.title ?? before.title
      await log
        .transaction(async (tx) => {
          await tx.db.project.update({
            where: { id },
            data: { title, repositoryUrl: url.text, credentialId, ...partsOf(change, before) },
          })
          await renameProjectRoom(tx, viewer, { id, title })
          await recordActivity(tx, viewer, {
            kind: 'project.changed',
            subject: title,
            ...differences(before, { title, repositoryUrl: url.text, credentialId, ...partsOf(change, before) }),
            projectId: id,
            message: `changed the project "${title}"`,
          })
        })
        .catch((error) => {
          throw refusal(error, title)
        })
    },

    /** Environments and history go too; what lies on the servers stays. @throws CallerError FORBIDDEN, NOT_FOUND, CONFLICT */
    async removeProject(viewer: Viewer, id: string): Promise<void> {
      guardProjects(viewer, 'removeProject')
      if (!isId(id)) throw notFound('project')
      await log.transaction(async (tx) => {
        await tx.db.$queryRaw`SELECT id FROM "Environment" WHERE "projectId" = ${id} ORDER BY id FOR UPDATE`
        const project = await tx.db.project.findUnique({
          where: { id },
          include: { environments: { select: { id: true } } },
        })
        if (!project) throw notFound('project')
        await requireNothingUnderWay(
          tx.db,
          project.environments.map((environment) => environment.id),
        )
        await tx.db.project.deleteMany({ where: { id } })
        await recordActivity(tx, viewer, {
          kind: 'project.removed',
          ...{ subject: project.title, projectId: id },
          before: pick(project, FACTS),
          message: `removed the project "${project.title}"`,
        })
      })
    },
  }
}

export type Projects = ReturnType<typeof createProjects>

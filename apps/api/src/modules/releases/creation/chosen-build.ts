import type { ChosenBuild } from '../../../engine/types.ts'
import type { Prisma, PrismaClient } from '../../../platform/database/database.ts'
import { badInput, conflict } from '../../kernel/errors.ts'

/** A build with the release that made it. */
export const buildWithMaker = { madeBy: { select: { number: true, revision: true } } } satisfies Prisma.BuildInclude
export type BuildWithMaker = Prisma.BuildGetPayload<{ include: typeof buildWithMaker }>

export const withBuild = { build: { include: buildWithMaker } } satisfies Prisma.ReleaseInclude
type WithBuild = Prisma.ReleaseGetPayload<{ include: typeof withBuild }>

/** `required`: these bytes or none. */
export const choose = (build: BuildWithMaker, required: boolean): ChosenBuild => ({
  id: build.id,
  sha256: build.sha256,
  sizeBytes: Number(build.sizeBytes),
  fileCount: build.fileCount,
  madeBy: build.madeBy?.number ?? null,
  required,
})

/** For a release that does an earlier one again: its very bytes where they are still kept, and no others where they were promoted. */
export function sameBuild({ build, snapshot }: Pick<WithBuild, 'build' | 'snapshot'>): ChosenBuild | null {
  const chosen = chosenIn(snapshot)
  return build === null ? chosen : choose(build, chosen?.required ?? false)
}

/** What a stored snapshot ships without making it; null: it makes what it ships. */
export const chosenIn = (snapshot: unknown): ChosenBuild | null =>
  (snapshot as { chosenBuild?: ChosenBuild | null }).chosenBuild ?? null

/** @throws CallerError BAD_USER_INPUT; CONFLICT when it lies on no worker's disk any more */
export async function promotableBuild(prisma: PrismaClient, projectId: string, id: string): Promise<BuildWithMaker> {
  const build = await prisma.build.findUnique({ where: { id }, include: buildWithMaker })
  const wrong = (message: string) => badInput([{ path: 'input.buildId', message }])
  if (!build) throw wrong('There is no such build.')
  if (build.projectId !== projectId) throw wrong("This build is another project's. Choose one of this project.")
  const { sha256, commit } = build
  if (await prisma.buildCopy.findFirst({ where: { sha256 } })) return build
  throw conflict(
    `Build ${sha256.slice(0, 12)} is not in the cache of any worker any more. Release its commit ` +
      `${commit.slice(0, 12)} instead: it is built again then.`,
    { buildId: id },
  )
}

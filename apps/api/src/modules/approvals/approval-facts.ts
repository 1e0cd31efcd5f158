import { createHash } from 'node:crypto'
import type { Transaction } from '../../platform/database/database.ts'
import { variablesAt } from '../environments/variable-versions.ts'
import { gatesIn } from '../metrics/probes/gate.setting.ts'
import { SECRET_MARK } from './drift.ts'

/** Columns of an environment that say nothing about what a release does there; every other one, also of later versions, counts. */
const beside =
  /^(id|projectId|position|fence|drift.*|live.*|lock.*|created.*|updated.*|windows|approval|servers|project|variablesVersion)$/

/** Of a secret: differs whenever its value does, stays when it is only sealed anew, and tells nothing about it. */
const marked = (sealed: string, mark: string | null) =>
  SECRET_MARK + (mark ?? createHash('sha256').update(sealed).digest('hex'))

/**
 * Everything that would run if the release began now: what was fixed when it was created, and what its environment, servers
 * and variables are at this moment. Without secrets.
 */
export async function loadFacts(db: Transaction, releaseId: string): Promise<object> {
  const { snapshot, environment } = await db.release.findUniqueOrThrow({
    where: { id: releaseId },
    select: { snapshot: true, environment: { include: { project: true, servers: { orderBy: { position: 'asc' } } } } },
  })
  const fixed = snapshot as { kind?: string; servers?: { id: string }[] }
  const ids = new Set([
    ...(fixed.servers ?? []).map(({ id }) => id),
    ...environment.servers.map((each) => each.serverId),
  ])
  const servers = await db.server.findMany({
    where: { id: { in: [...ids] } },
    include: { credential: { select: { username: true } }, jumpServer: { select: { name: true } } },
  })
  const variables = await variablesAt(db, environment.id)
  const gates =
    fixed.kind === 'SHIP' ? gatesIn(await db.probe.findMany({ where: { environmentId: environment.id } })) : []
  return {
    release: snapshot,
    environment: {
      ...Object.fromEntries(Object.entries(environment).filter(([column]) => !beside.test(column))),
      servers: environment.servers.map(({ serverId }) => servers.find(({ id }) => id === serverId)?.name ?? serverId),
    },
    ...(gates.length > 0 ? { gates: Object.fromEntries(gates.map(({ name, ...gate }) => [name, gate])) } : {}),
    repository: { url: environment.project.repositoryUrl, credentialId: environment.project.credentialId },
    servers: Object.fromEntries(
      servers.map(({ name, host, port, hostKeyFingerprint, labels, credentialId, credential, jumpServer }) => [
        name,
        {
          ...{ host, port, hostKeyFingerprint, labels: [...labels].sort(), credentialId },
          ...{ username: credential.username, jumpServer: jumpServer?.name ?? null },
        },
      ]),
    ),
    variables: Object.fromEntries(
      variables.map(({ name, scope, value, sealed, mark }) => [
        name,
        { scope, value: sealed === null ? value : marked(sealed, mark) },
      ]),
    ),
  }
}

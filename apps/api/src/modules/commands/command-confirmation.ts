import { CallerError } from '../kernel/errors.ts'
import { isProduction, type ServerWithUses } from '../servers/server-access.ts'

interface Confirmed {
  confirmation?: string | null | undefined
  confirmProduction?: boolean | null | undefined
}

/** What has to be typed: how many servers it is, or the name of the only one. */
export const confirmationOf = (servers: readonly { name: string }[]) =>
  servers.length === 1 ? (servers[0]?.name ?? '') : String(servers.length)

/**
 * What runs on PRODUCTION servers, or by a template that asks for it, is run by nobody who does not say where.
 * @throws CallerError CONFLICT that says exactly what is needed
 */
export function requireConfirmed(
  servers: readonly ServerWithUses[],
  always: boolean,
  { confirmation, confirmProduction }: Confirmed,
): void {
  const production = servers.filter(isProduction)
  if (production.length === 0 && !always) return
  const needed = confirmationOf(servers)
  const given = confirmation?.trim()
  if (confirmProduction || given === needed || given === String(servers.length)) return
  const names = production.map(({ name }) => name).join(', ')
  const why = production.length > 0 ? `This runs on PRODUCTION: ${names}.` : 'This template asks to be confirmed.'
  const how = servers.length === 1 ? 'the name of the server' : 'the number of servers'
  throw new CallerError(
    'CONFLICT',
    `${why} Pass confirmation: ${JSON.stringify(needed)} (${how}), or confirmProduction: true.`,
    {
      conflictsWith: {
        ...{ confirmation: needed, serverCount: servers.length },
        productionServers: production.map(({ id, name }) => ({ id, name })),
      },
    },
  )
}

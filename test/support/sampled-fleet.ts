import { createSshProbeAsker, createSshSampleSource } from '../../apps/api/src/compose/sample-source.ts'
import { assembleServerSampling } from '../../apps/api/src/compose/server-sampling.ts'
import type { Services } from '../../apps/api/src/compose.ts'
import type { MetricsSettings } from '../../apps/api/src/modules/metrics/metrics.ports.ts'
import type { ProbeAsker } from '../../apps/api/src/modules/metrics/probes/probe-asker.ts'
import type { SampleSource } from '../../apps/api/src/modules/metrics/sampling/sample-source.ts'
import type { Bus } from '../../apps/api/src/platform/bus/bus.ts'
import { createSshShell } from '../../apps/api/src/platform/ssh/ssh-shell.ts'
import { type Ask, openTestApi } from './execute.ts'
import { type SshdFleet, startSshdFleet } from './fleet.ts'

export const EVERY_SECOND: MetricsSettings = { seconds: 1, watched: 100 }

/** A worker that only samples. `through`: what stands between it and the servers. */
export async function startSampling(
  services: Services,
  bus: Bus,
  options: {
    settings?: MetricsSettings
    through?: (source: SampleSource) => SampleSource
    asking?: (asker: ProbeAsker) => ProbeAsker
    answerMs?: number
    leaseMs?: number
  } = {},
) {
  const { through = (source) => source, settings = EVERY_SECOND, answerMs, leaseMs } = options
  const asker = (options.asking ?? ((known) => known))(createSshProbeAsker({ addressOf: services.servers.addressOf }))
  const faults: unknown[] = []
  const source = createSshSampleSource({ addressOf: services.servers.addressOf, ...(answerMs ? { answerMs } : {}) })
  // A worker that believes itself alone frees the leases of the one before it, and both would ask for a moment.
  const database = Object.create(services.database, { kind: { value: 'postgres' } }) as Services['database']
  const worker = await assembleServerSampling(
    { ...services, database },
    {
      ...{ bus, settings, beatMs: 500 },
      source: through(source),
      asker,
      report: (error) => void faults.push(error),
      ...(leaseMs ? { leaseMs } : {}),
    },
  )
  await worker.start()
  return Object.assign(worker, { faults })
}

/** Servers of a fleet as an administrator would add them; answers their ids. */
export async function addFleet(admin: Ask, { servers, privateKey }: Pick<SshdFleet, 'servers' | 'privateKey'>) {
  const credential = await admin('mutation ($i: AddCredentialInput!) { addCredential(input: $i) { id } }', {
    i: { name: 'fleet', username: servers[0]?.username, privateKey },
  })
  const ids: string[] = []
  for (const { name, host, port, hostKeyFingerprint } of servers) {
    const input = {
      name,
      host,
      port,
      hostKeyFingerprint,
      credentialId: credential.data.addCredential.id,
      labels: ['web'],
    }
    const { data } = await admin('mutation ($i: AddServerInput!) { addServer(input: $i) { id } }', { i: input })
    ids.push(data.addServer.id)
  }
  return ids
}

/** The API over a fleet of real sshd. */
export async function openSampledFleet(count: number) {
  const [api, fleet] = await Promise.all([
    openTestApi({ metrics: EVERY_SECOND, shellFor: (addressOf) => createSshShell({ addressOf }) }),
    startSshdFleet({ count }),
  ])
  const admin = await api.askAsAdmin()
  const serverIds = await addFleet(admin, fleet)
  return {
    ...{ api, fleet, admin, serverIds },
    async close() {
      await api.close()
      await fleet.close()
    },
  }
}

import { readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Composition } from '../compose.ts'
import { runProcess } from '../process.ts'
import { createApiClient } from './client.ts'
import { type DemoFleet, startDemoFleet } from './fleet/fleet.ts'
import { borrowToken } from './pass.ts'
import { createDemoRepository } from './repository.ts'
import { demoPath, seedDemo } from './seed.ts'
import { type ShippedRelease, shipAndShow } from './ship.ts'
import { openDemoTicket } from './tickets.ts'

const once = process.argv.includes('--once')
const show = (line: string) => process.stdout.write(`${line}\n`)
const serverNames = ['demo-web-1', 'demo-web-2', 'demo-web-3']

/** The server, the fleet, the project, and a first release; a later start only goes on with what is there. */
async function demonstrate(composition: Composition, url: string, data: string): Promise<boolean> {
  const directory = join(data, 'demo')
  const [fleet, repositoryUrl] = await Promise.all([
    startDemoFleet({ directory: join(directory, 'fleet'), names: serverNames }),
    createDemoRepository(directory),
  ])
  show(`Demo fleet: ${fleet.servers.map(({ name, host, port }) => `${name} (ssh ${host}:${port})`).join(', ')}`)
  const pass = await borrowToken(composition.services)
  try {
    const api = createApiClient(url, pass.token)
    const project = await seedDemo(api, { servers: fleet.servers, privateKey: fleet.privateKey, repositoryUrl })
    if (!once && !project.fresh) return true
    const ticketId = await openDemoTicket(api)
    if (!once) show(`A ticket waits for your decision: ${url}/tickets/${ticketId}`)
    const release = await shipAndShow(
      api,
      { environmentId: project.environmentId, revision: 'v1.4.2', note: 'Shipped by the demo' },
      show,
    )
    return await reached(fleet, release)
  } finally {
    await pass.giveBack()
  }
}

/** Believes the servers' own disks, not the release's status. */
async function reached(fleet: DemoFleet, release: ShippedRelease): Promise<boolean> {
  show(`Release #${release.number}: ${release.status}${release.failure ? `, ${release.failure}` : ''}`)
  const live = await Promise.all(
    fleet.servers.map(async ({ name, root }) => {
      const target = await readlink(join(root, demoPath.replace('~/', ''), 'current')).catch(() => 'nothing')
      const ok = target === `releases/${release.directory}`
      show(`  ${ok ? '✓' : '✗'} ${name}: current → ${target}`)
      return ok
    }),
  )
  return release.status === 'SUCCEEDED' && live.every(Boolean)
}

await runProcess({ process: 'all', allowFileRepositories: true }, async (composition, { url }, { data }) => {
  if (!url) throw new Error('The demo needs the page.')
  const ok = await demonstrate(composition, url, data)
  if (once) {
    await composition.stop({ graceMs: 2_000 })
    process.exit(ok ? 0 : 1)
  }
  show(`\n  Open ${url} and sign in as "admin". Stop with Ctrl-C; your data stays in ${data}.\n`)
})

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type DemoKeys, openKeys } from './fleet-keys.ts'
import { rememberedPorts, rememberPorts } from './fleet-ports.ts'
import { type DemoServer, startDemoServer } from './fleet-server.ts'

export interface DemoFleetOptions {
  /** Keeps keys, ports and the servers' files, so that a second start is the same fleet. */
  directory: string
  /** One server per name; names are directory names (letters, digits, `-`, `_`). */
  names: string[]
  username?: string
  /** Signs in besides the fleet's key; no password when absent. */
  password?: string
  /** Only these forward connections for others (jump hosts). All when absent. */
  jumpHosts?: string[]
}

export interface DemoFleet {
  readonly servers: DemoServer[]
  readonly username: string
  /** OpenSSH text of the key that signs in everywhere. */
  readonly privateKey: string
  close(): Promise<void>
}

/**
 * Real SSH servers on loopback that run commands with /bin/sh, each in a directory of its own. They are for trying
 * Sendoff out: everything runs as the user who started it, with no wall between the servers.
 */
export async function startDemoFleet(options: DemoFleetOptions): Promise<DemoFleet> {
  const { directory, names, username = 'demo' } = options
  for (const name of names) {
    if (!/^[A-Za-z0-9_-]{1,63}$/.test(name)) throw new TypeError(`not a name for a demo server: ${name}`)
  }
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const keys: DemoKeys = await openKeys(join(directory, 'keys'))
  const ports = await rememberedPorts(directory)
  const servers = await Promise.all(
    names.map(async (name) =>
      startDemoServer({
        name,
        root: join(directory, 'servers', name),
        port: ports[name] ?? 0,
        hostKey: await keys.hostKey(name),
        username,
        password: options.password,
        authorizedKey: keys.client.publicKey,
        mayForward: options.jumpHosts?.includes(name) ?? true,
      }),
    ),
  )
  await rememberPorts(directory, { ...ports, ...Object.fromEntries(servers.map(({ name, port }) => [name, port])) })
  return {
    servers,
    username,
    privateKey: keys.client.privateKey,
    close: async () => {
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}

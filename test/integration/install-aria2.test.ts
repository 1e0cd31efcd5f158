import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { installAria2 } from '../../apps/api/src/platform/ssh/install-aria2.ts'
import { checkServer } from '../../apps/api/src/platform/ssh/server-check.ts'
import { type Ask, openTestApi } from '../support/execute.ts'
import { FAKE_FINGERPRINT, FAKE_KEY } from '../support/fake-adapters.ts'
import { type SshdFleet, startSshdFleet } from '../support/fleet.ts'
import { addressOf } from '../support/remote.ts'
import type { SshdServer } from '../support/sshd-server.ts'

describe('over SSH, with a package manager that stands in for the real one', () => {
  let directory: string
  let programs: string
  let fleet: SshdFleet
  let server: SshdServer
  const asked = () => readFile(join(directory, 'asked'), 'utf8').catch(() => '')
  /** What `apt-get` is on the server from now on. */
  async function manager(name: string, body: string) {
    await writeFile(join(programs, name), `#!/bin/sh\necho "${name} $*" >> '${directory}/asked'\n${body}\n`)
    await chmod(join(programs, name), 0o755)
  }
  const link = `ln -s /bin/true '%/aria2c'`
  const put = () => link.replace('%', programs)

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sendoff-install-'))
    programs = join(directory, 'programs')
    const command = `export PATH='${programs}'; cd "$HOME" && exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"`
    fleet = await startSshdFleet({ count: 1, configuration: [`ForceCommand ${command}`] })
    server = fleet.servers[0] as SshdServer
  })
  beforeEach(async () => {
    await rm(programs, { recursive: true, force: true })
    await rm(join(directory, 'asked'), { force: true })
    await mkdir(programs)
    // All programs of this machine but those that the test is about.
    execFileSync('sh', ['-c', 'ln -s /usr/bin/* /usr/sbin/id "$1" 2>/dev/null; true', 'sh', programs])
    for (const name of 'aria2c apt-get dnf yum apk zypper pacman brew sudo doas'.split(' '))
      await rm(join(programs, name), { force: true })
    // Who signs in is root or not; here it may do what it needs to.
    await writeFile(join(programs, 'sudo'), '#!/bin/sh\nshift\nexec "$@"\n')
    await chmod(join(programs, 'sudo'), 0o755)
  })
  afterAll(async () => {
    await fleet?.close()
    await rm(directory, { recursive: true, force: true })
  })

  test('it is there afterwards, and the check says so; asked again, nothing is done', async () => {
    await manager('apt-get', put())
    expect((await checkServer(addressOf(server))).facts?.tools.aria2c).toBe(false)
    expect(await installAria2(addressOf(server))).toBeNull()
    expect((await checkServer(addressOf(server))).facts?.tools.aria2c).toBe(true)
    expect(await asked()).toBe('apt-get -q -y -o DPkg::Lock::Timeout=120 --no-install-recommends install aria2\n')
    expect(await installAria2(addressOf(server))).toBeNull()
    expect((await asked()).split('\n')).toHaveLength(2)
  })

  test('lists that are not there yet are fetched, and it is tried again', async () => {
    await manager(
      'apt-get',
      `case $* in *update) touch '${directory}/lists' ;; *) [ -e '${directory}/lists' ] && ${put()} ;; esac`,
    )
    expect(await installAria2(addressOf(server))).toBeNull()
    expect(await asked()).toMatch(/install aria2\n.*update\n.*install aria2\n$/)
  })

  test.each([
    ['dnf', /^dnf -y install aria2$/m],
    ['yum', /^yum -y install aria2$/m],
    ['apk', /^apk add aria2$/m],
    ['zypper', /^zypper --non-interactive install aria2$/m],
    ['pacman', /^pacman -S --noconfirm --needed aria2$/m],
    ['brew', /^brew install aria2$/m],
  ])('%s is asked in its own way', async (name, call) => {
    await manager(name, put())
    expect(await installAria2(addressOf(server))).toBeNull()
    expect(await asked()).toMatch(call)
  })

  test('what the server says when it fails is told, one short line without control characters', async () => {
    await manager(
      'dnf',
      `printf 'a\\nError: \\033[31mno match: %s\\n' "$(head -c 9000 /dev/zero | tr '\\0' x)"; exit 1`,
    )
    const failure = await installAria2(addressOf(server))
    expect(failure).toMatchObject({ code: 'REFUSED' })
    expect(failure?.message).toMatch(/^server-1: .{1,300}$/)
    await manager('dnf', 'echo "Error: Unable to find a match: aria2"; exit 1')
    expect((await installAria2(addressOf(server)))?.message).toBe('server-1: Error: Unable to find a match: aria2')
    await manager('dnf', 'exit 0')
    expect((await installAria2(addressOf(server)))?.message).toContain('there is no aria2c')
  })

  test('without a package manager, or a server, it says what to do', async () => {
    expect((await installAria2(addressOf(server)))?.message).toContain('Install aria2 by hand.')
    const unknown = await installAria2(addressOf(server, { hostKeyFingerprint: null }))
    expect(unknown?.code).toBe('HOST_KEY_UNKNOWN')
    expect((await installAria2(addressOf(server, { port: 1 })))?.code).toBe('UNREACHABLE')
  })
})

describe('over the API', () => {
  let api: Awaited<ReturnType<typeof openTestApi>>
  let admin: Ask
  let serverId: string
  const install = 'mutation ($id: ID!) { installAria2(serverId: $id) { ok facts { aria2 } } }'
  const told = async () => {
    const { data } = await admin('{ activity(after: 0, limit: 100) { events { kind subject } } }')
    return data.activity.events.filter(({ kind }: { kind: string }) => kind === 'server.aria2Installed')
  }

  beforeAll(async () => {
    api = await openTestApi()
    admin = await api.askAsAdmin()
    const credential = await admin('mutation ($i: AddCredentialInput!) { addCredential(input: $i) { id } }', {
      i: { name: 'deploy', username: 'deploy', privateKey: FAKE_KEY },
    })
    const input = { name: 'web-1', host: 'web-1.example', hostKeyFingerprint: FAKE_FINGERPRINT }
    const server = await admin('mutation ($i: AddServerInput!) { addServer(input: $i) { id } }', {
      i: { ...input, credentialId: credential.data.addCredential.id },
    })
    serverId = server.data.addServer.id
  })
  afterAll(async () => {
    expect(api.faults).toEqual([])
    await api.close()
  })

  test('what the server refuses is told as a conflict, and nobody is told that it was done', async () => {
    api.world.installFailure = { code: 'REFUSED', message: 'web-1: no such package' }
    const refused = await admin(install, { id: serverId })
    expect(refused.errors[0]).toMatchObject({ message: 'web-1: no such package', extensions: { code: 'CONFLICT' } })
    api.world.installFailure = { code: 'UNREACHABLE', message: 'web-1: timed out' }
    expect((await admin(install, { id: serverId })).errors[0]?.extensions.code).toBe('UNREACHABLE')
    expect(await told()).toEqual([])
  })

  test('it is written down who had it installed, and the check is renewed', async () => {
    api.world.installFailure = null
    const { data, errors } = await admin(install, { id: serverId })
    expect(errors).toEqual([])
    expect(data.installAria2).toEqual({ ok: true, facts: { aria2: null } })
    expect(await told()).toEqual([{ kind: 'server.aria2Installed', subject: 'web-1' }])
    const { data: after } = await admin('query ($id: ID!) { server(id: $id) { lastCheck { ok } } }', { id: serverId })
    expect(after.server.lastCheck).toEqual({ ok: true })
  })
})

import { createHash } from 'node:crypto'
import { RemoteUnreachable, RevisionNotFound } from '../../apps/api/src/engine/errors.ts'
import type { RepositoryMirror, RepositoryMirrors, StoredFile } from '../../apps/api/src/engine/repository.ts'
import type { PrivateKeyInspector, SecretSealer } from '../../apps/api/src/modules/credentials/credentials.ports.ts'
import type { Outgoing, Poster } from '../../apps/api/src/modules/notifications/notifications.ports.ts'
import type {
  InstallFailure,
  ServerAddress,
  ServerProbe,
  ServerProber,
} from '../../apps/api/src/modules/servers/servers.ports.ts'

export const FAKE_KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nfake\n-----END OPENSSH PRIVATE KEY-----\n'
export const FAKE_FINGERPRINT = `SHA256:${'A'.repeat(43)}`
export const COMMIT = 'c'.repeat(40)

/** What the outside world looks like in tests of the API: nothing is connected, everything asked is written down. */
export function fakeAdapters() {
  const probed: ServerAddress[] = []
  const checked: string[] = []
  /** Tests change what the next probe answers. */
  const world = {
    signatures: {
      author: { name: 'Ada', email: 'ada@example.com' },
      committer: { name: 'Ada', email: 'ada@example.com' },
    },
    probe: null as ServerProbe | null,
    installFailure: null as InstallFailure | null,
    file: null as StoredFile | null,
    repository: { ok: true, empty: false } as Awaited<ReturnType<RepositoryMirrors['check']>>,
  }
  const secrets: SecretSealer = {
    seal: (plain, context) => `sealed:${Buffer.from(JSON.stringify([context, plain])).toString('base64')}`,
    open(sealed, context) {
      const [sealedFor, plain] = JSON.parse(Buffer.from(sealed.slice(7), 'base64').toString())
      if (sealedFor !== context) throw new Error('sealed for something else')
      return plain
    },
    fingerprint: (text) => createHash('sha256').update(`fake key ${text}`).digest('hex'),
  }
  const keys: PrivateKeyInspector = {
    inspect: (privateKey) =>
      privateKey.startsWith('-----BEGIN ')
        ? { fingerprint: FAKE_FINGERPRINT }
        : { field: 'privateKey', problem: 'This is not a private key.' },
  }
  const prober: ServerProber = {
    async probe(address) {
      probed.push(address)
      if (world.probe) return world.probe
      if (address.hostKeyFingerprint === null) {
        const message = 'No key of this server is trusted yet.'
        return { ok: false, code: 'HOST_KEY_UNKNOWN', message, hostKeyFingerprint: FAKE_FINGERPRINT, facts: null }
      }
      const facts = { os: 'Debian', kernel: 'Linux 6.1', cpus: 2, memoryBytes: 8 * 2 ** 30 }
      return { ok: true, code: null, message: 'Ready.', hostKeyFingerprint: address.hostKeyFingerprint, facts }
    },
  }
  /** What receivers of notifications were sent; each answers that it took it. */
  const posted: Outgoing[] = []
  const poster: Poster = {
    async post(request) {
      posted.push(request)
      return { status: 200, headers: {}, body: 'ok' }
    },
  }
  const unused = async () => {
    throw new Error('not part of this test')
  }
  const commit = { id: COMMIT, author: 'Ada', authoredAt: new Date('2030-01-01T00:00:00Z'), subject: 'Begin' }
  const mirror: RepositoryMirror = {
    refresh: async () => {},
    revisions: async () => ({
      defaultBranch: 'main',
      branches: [{ name: 'main', commit: COMMIT }],
      tags: [{ name: 'v1', commit: COMMIT }],
    }),
    commits: async (branch) => {
      if (!['main', COMMIT].includes(branch)) throw new RevisionNotFound(`There is no branch ${branch}.`)
      return [commit]
    },
    signatures: async () => world.signatures,
    resolve: async (revision) => {
      if (!['main', 'v1', COMMIT].includes(revision)) throw new RevisionNotFound(`There is no ${revision}.`)
      return COMMIT
    },
    readFile: async () => world.file,
    difference: async () => ({ commits: [commit], takenBack: [], files: [], truncated: false }),
    patch: async () => ({ text: '', binary: false, truncated: false }),
    ensureCommit: unused,
    exportTree: unused,
  }
  const mirrors: RepositoryMirrors = {
    mirror: () => mirror,
    check: async (url) => {
      checked.push(url.text)
      return world.repository
    },
    keepOnly: async () => {},
  }
  return {
    secrets,
    keys,
    prober,
    installer: { installAria2: async () => world.installFailure },
    openShell: () => Promise.reject(new RemoteUnreachable('REFUSED', 'There are no servers in this test.')),
    fileConnections: {
      take: () => Promise.reject(new RemoteUnreachable('REFUSED', 'There are no servers in this test.')),
      stop: async () => {},
    },
    report: () => {},
    shellFor: () => ({ connect: () => Promise.reject(new Error('there are no servers in this test')) }),
    mirrors,
    allowFileRepositories: false,
    sendLimit: { messages: 5, withinMs: 5_000 },
    poster,
    publicUrl: 'https://sendoff.example',
    posted,
    probed,
    checked,
    world,
  }
}

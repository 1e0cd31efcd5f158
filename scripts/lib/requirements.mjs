import { existsSync } from 'node:fs'
import { fail, say, step } from './console.mjs'
import { run } from './process.mjs'

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(
      `Sendoff needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer one from your system's packages.`,
    )
  }
}

const folders = () => [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']
const onPath = (...names) => names.some((name) => folders().some((folder) => existsSync(`${folder}/${name}`)))
const postgresBinaries = () =>
  ['17', '16', '15'].some((version) => existsSync(`/usr/lib/postgresql/${version}/bin/initdb`))

/** What the tests need besides Node: the real parts, never a stand-in. */
const tools = [
  { what: 'git', packages: ['git'], present: () => onPath('git') },
  { what: 'the OpenSSH server', packages: ['openssh-server'], present: () => onPath('sshd') },
  { what: 'the OpenSSH client', packages: ['openssh-client'], present: () => onPath('ssh') && onPath('sftp') },
  { what: 'Git LFS', packages: ['git-lfs'], present: () => onPath('git-lfs') },
  { what: 'busybox', packages: ['busybox'], present: () => onPath('busybox') },
  { what: 'aria2', packages: ['aria2'], present: () => onPath('aria2c') },
  { what: 'Redis', packages: ['redis-server'], present: () => onPath('redis-server') },
  { what: 'Postgres', packages: ['postgresql'], present: () => onPath('initdb') || postgresBinaries() },
  { what: 'Chromium', packages: ['chromium'], present: () => onPath('chromium', 'chromium-browser', 'google-chrome') },
]

/** Installs what is missing where that needs no question (Debian, as root), else says which command does it. */
export async function requireTestTools() {
  const missing = tools.filter((tool) => !tool.present())
  if (missing.length === 0) return
  const packages = missing.flatMap((tool) => tool.packages)
  const names = missing.map((tool) => tool.what).join(', ')
  const mayInstall = process.getuid?.() === 0 && onPath('apt-get')
  if (!mayInstall) {
    fail(
      `The tests run against real programs, and some are not installed: ${names}.\n  Install them and run "npm test" again, on Debian or Ubuntu: sudo apt-get install ${packages.join(' ')}`,
    )
  }
  await step(`Installing ${names}`, async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], { env, quiet: true })
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env, quiet: true })
  })
  const still = tools.filter((tool) => !tool.present()).map((tool) => tool.what)
  if (still.length > 0) fail(`Installed, and yet not found: ${still.join(', ')}.`)
  say('')
}

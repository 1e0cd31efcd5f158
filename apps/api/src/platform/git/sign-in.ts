import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RepositoryUnreachable } from '../../engine/errors.ts'
import type { RepositoryCredential } from '../../engine/repository.ts'
import type { RepositoryUrl } from '../../engine/repository-url.ts'
import type { GitPlace } from './place.ts'

const shellQuote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
/** A value for `ssh -o`, which has its own quotes and `%` tokens. */
const sshOption = (name: string, path: string) => shellQuote(`${name}="${path.replaceAll('%', '%%')}"`)

/**
 * The environment with which git signs in. Secrets go through a helper that reads them from the environment, keys through
 * a file (0600) that is removed by `dispose`; argv never holds one.
 */
export async function signIn(url: RepositoryUrl, credential: RepositoryCredential | null, place: GitPlace) {
  if (url.scheme === 'ssh') return overSsh(url, credential, place)
  if (credential?.kind === 'PRIVATE_KEY' && url.scheme !== 'file')
    throw new RepositoryUnreachable(
      'The chosen credential is an SSH key, but the address is not an SSH one. Choose a password or token, or use git@host:path.',
      'SIGN_IN_REFUSED',
    )
  const env: Record<string, string> = {}
  if (credential?.kind === 'PASSWORD' && (url.scheme === 'https' || url.scheme === 'http')) {
    env.GIT_ASKPASS = place.askPass
    env.SENDOFF_GIT_ORIGIN = `${url.scheme}://${url.host}`
    env.SENDOFF_GIT_USERNAME = credential.username
    env.SENDOFF_GIT_SECRET = credential.password
  }
  return { env, dispose: async () => {} }
}

async function overSsh(url: RepositoryUrl, credential: RepositoryCredential | null, place: GitPlace) {
  const command = [
    'ssh -F /dev/null -o IdentityAgent=none -o IdentitiesOnly=yes -o ForwardAgent=no -o ClearAllForwardings=yes',
    '-o PermitLocalCommand=no -o ConnectTimeout=15 -o ServerAliveInterval=10 -o ServerAliveCountMax=3',
    '-o NumberOfPasswordPrompts=1 -o StrictHostKeyChecking=accept-new -o UpdateHostKeys=no',
    `-o ${sshOption('UserKnownHostsFile', place.knownHosts)} -o GlobalKnownHostsFile=/dev/null`,
  ]
  const env: Record<string, string> = { GIT_SSH_VARIANT: 'ssh' }
  let dispose = async () => {}
  if (credential && url.username === null) command.push(`-o ${shellQuote(`User=${credential.username}`)}`)
  const secret = credential?.kind === 'PASSWORD' ? credential.password : (credential?.passphrase ?? null)
  if (secret === null) command.push('-o BatchMode=yes')
  else
    Object.assign(env, {
      SSH_ASKPASS: place.askPass,
      SSH_ASKPASS_REQUIRE: 'force',
      DISPLAY: ':0',
      SENDOFF_GIT_SECRET: secret,
    })
  if (credential?.kind === 'PRIVATE_KEY') {
    const folder = await mkdtemp(join(place.secrets, `${process.pid}-`))
    dispose = () => rm(folder, { recursive: true, force: true })
    const key = join(folder, 'key')
    await writeFile(key, `${credential.privateKey.replaceAll('\r\n', '\n').trimEnd()}\n`, { mode: 0o600 })
    command.push(`-o PreferredAuthentications=publickey -o ${sshOption('IdentityFile', key)}`)
  } else {
    command.push('-o IdentityFile=none -o PubkeyAuthentication=no')
  }
  env.GIT_SSH_COMMAND = command.join(' ')
  return { env, dispose }
}

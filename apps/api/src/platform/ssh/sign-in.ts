import type { Duplex } from 'node:stream'
import { NodeSSH } from 'node-ssh'
import type { Client } from 'ssh2'
import { HostKeyChanged, HostKeyUnknown, RemoteUnreachable } from '../../engine/errors.ts'
import { abortErrorOf, onAbort } from './abort.ts'
import { foreignText } from './foreign-text.ts'
import { fingerprintOf } from './host-key.ts'
import { PrivateKeyUnusable, readPrivateKey } from './private-key.ts'
import type { ServerAddress } from './server-address.ts'
import { algorithms, type HostKeyFamily, hostKeyFamilies } from './ssh-algorithms.ts'
import type { SshLimits } from './ssh-limits.ts'

export interface SignInOptions {
  limits: SshLimits
  /** Which kinds of host key are asked for, in this order. */
  families: readonly HostKeyFamily[]
  signal?: AbortSignal
}

/**
 * Exchanges keys over `socket`, verifies the host key and signs in. The host key is judged before anything secret is
 * sent. The client that comes back always has an 'error' listener.
 * @throws RemoteUnreachable, HostKeyUnknown, HostKeyChanged (with `shownKey`); an AbortError
 */
export async function signIn(address: ServerAddress, socket: Duplex, options: SignInOptions): Promise<Client> {
  const { limits, signal } = options
  if (signal?.aborted) throw abortErrorOf(signal)
  const login = loginOf(address)
  let verdict: Error | null = null
  const judge = (key: Buffer): boolean => {
    verdict = judgeHostKey(address, key)
    return verdict === null
  }

  const ssh = new NodeSSH()
  const connecting = ssh.connect({
    ...login,
    host: address.host,
    port: address.port,
    username: address.username,
    sock: socket as never,
    hostVerifier: judge,
    algorithms: { ...algorithms, serverHostKey: options.families.flatMap((family) => [...hostKeyFamilies[family]]) },
    readyTimeout: limits.signInMs,
    agentForward: false,
    // Pings only: `watchLiveness` judges them. ssh2's own count ignores everything but command output, so that it
    // would end a slow upload in the middle.
    keepaliveInterval: limits.keepaliveMs,
    keepaliveCountMax: Number.MAX_SAFE_INTEGER,
  })
  const client = ssh.connection
  // node-ssh takes its own listener away after the sign-in; an error without any would end the process.
  client?.on('error', () => {})
  const stopListening = onAbort(signal, () => socket.destroy())
  try {
    await connecting
    if (signal?.aborted) throw abortErrorOf(signal)
    if (client === null) throw new RemoteUnreachable('FAILED', `${address.name}: the connection ended at once.`)
    return client
  } catch (error) {
    client?.destroy()
    socket.destroy()
    if (signal?.aborted) throw abortErrorOf(signal)
    throw verdict ?? explainRefusal(address, error)
  } finally {
    stopListening()
  }
}

type Login =
  | { privateKey: string; passphrase?: string }
  | { password: string; tryKeyboard: true; onKeyboardInteractive: AnswerPrompts }
type AnswerPrompts = (n: string, i: string, l: string, prompts: unknown[], finish: (answers: string[]) => void) => void

function loginOf(address: ServerAddress): Login {
  const { auth } = address
  if ('password' in auth) {
    return {
      password: auth.password,
      // Servers with PAM often take passwords in this way only.
      tryKeyboard: true,
      onKeyboardInteractive: (_name, _instructions, _language, prompts, finish) => {
        finish(prompts.map(() => auth.password))
      },
    }
  }
  try {
    return { privateKey: readPrivateKey(auth.privateKey, auth.passphrase).text, passphrase: auth.passphrase }
  } catch (error) {
    if (!(error instanceof PrivateKeyUnusable)) throw error
    throw new RemoteUnreachable('SIGN_IN_REFUSED', `${address.name}: ${error.message}`)
  }
}

/** What the shown key means: null when it is the pinned one. */
function judgeHostKey(address: ServerAddress, key: Buffer): Error | null {
  const shown = fingerprintOf(key)
  const pinned = address.hostKeyFingerprint
  if (pinned === shown) return null
  if (pinned === null) {
    const advice = 'Compare the fingerprint with the server’s own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub).'
    return new HostKeyUnknown(
      shown,
      `${address.name} shows the host key ${shown}, not trusted yet. ${advice}`,
      address.id,
    )
  }
  return new HostKeyChanged(
    shown,
    pinned,
    `${address.name} shows the host key ${shown} instead of the trusted ${pinned}. Nothing was sent to it. ` +
      'Find out why (a new installation, or somebody in between) before you trust the new key.',
    address.id,
  )
}

function explainRefusal(address: ServerAddress, error: unknown): RemoteUnreachable {
  const { message, level } = error as { message?: string; level?: string }
  const text = foreignText(message ?? String(error))
  const { name, username } = address
  if (level === 'client-authentication' || /too many authentication failures/i.test(text)) {
    const what = 'password' in address.auth ? 'the password' : 'the key'
    const advice =
      'password' in address.auth
        ? 'Check user and password, and that the server allows passwords (PasswordAuthentication).'
        : `Check the user, and that the public key is in ~${username}/.ssh/authorized_keys on the server.`
    return new RemoteUnreachable('SIGN_IN_REFUSED', `${name} did not accept ${what} for “${username}”. ${advice}`)
  }
  if (level === 'client-timeout') {
    return new RemoteUnreachable(
      'TIMED_OUT',
      `${name}: ${address.host}:${address.port} took the connection but the sign-in did not finish in time. ` +
        'Check that sshd listens on this port and that the server is not overloaded.',
    )
  }
  if (/no matching/i.test(text)) {
    return new RemoteUnreachable(
      'FAILED',
      `${name} shares no secure algorithm with Sendoff (${text}). Update its sshd.`,
    )
  }
  return new RemoteUnreachable(
    'FAILED',
    `${name}: ${address.host}:${address.port} ended the connection before the sign-in (${text}). ` +
      'Check that an SSH server answers on this port and that it does not refuse this address.',
  )
}

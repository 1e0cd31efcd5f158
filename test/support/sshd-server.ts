import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { openSlowLink, type SlowLink } from './slow-link.ts'

const execute = promisify(execFile)

/** Where Debian, RHEL, Alpine and macOS put it; sshd insists on being started by its absolute path. */
export const sshdPath = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd'].find((p) => existsSync(p))
const sftpServerPath = [
  '/usr/lib/openssh/sftp-server',
  '/usr/libexec/openssh/sftp-server',
  '/usr/lib/ssh/sftp-server',
  '/usr/libexec/sftp-server',
].find((p) => existsSync(p))

/** One OpenSSH server on loopback with a port, a host key and a home directory of its own. */
export interface SshdServer {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly username: string
  /** OpenSSH text of a key that may sign in. */
  readonly privateKey: string
  /** `SHA256:…` of the host key; another after `replaceHostKey`. */
  readonly hostKeyFingerprint: string
  /** HOME and working directory of everything that runs over a connection. */
  readonly root: string
  start(): Promise<void>
  /** Ends the listener and its connections; the port stays reserved for `start` by nothing but luck. */
  stop(): Promise<void>
  /** SIGSTOP to the listener and every process below it. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  /** Kills the connections' sshd processes; commands that run in them go on, as on a real loss. */
  cutConnections(): Promise<void>
  /** Restarts with another host key and returns its fingerprint. */
  replaceHostKey(): Promise<string>
  /** The proxy in front of this server, put there at first use without changing host and port. */
  link(): Promise<SlowLink>
  close(): Promise<void>
}

export interface SshdOptions {
  name: string
  /** Everything of this server is kept below; made when absent. */
  directory: string
  client: { privateKey: string; publicKey: string }
  /** Lines added to sshd_config. */
  configuration?: string[]
  /** False: it offers no SFTP. */
  sftp?: boolean
  /** Where it listens; 127.0.0.1 when absent. */
  address?: string
  /** What its command is put behind, such as `ip netns exec <name>`. */
  within?: string[]
}

export async function startSshd(options: SshdOptions): Promise<SshdServer> {
  if (sshdPath === undefined) throw new Error('OpenSSH sshd is not installed (Debian: apt-get install openssh-server)')
  const sshd = sshdPath
  const place = (file: string): string => join(options.directory, file)
  const root = place('home')
  await mkdir(root, { recursive: true })
  await writeFile(place('authorized_keys'), options.client.publicKey, { mode: 0o600 })
  // As root, sshd wants its privilege separation directory, which only the init script makes.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })

  let hostKeyFingerprint = await makeKey(place('host_key'))
  let publicPort = await freePort()
  let listenPort = publicPort
  let link: SlowLink | null = null
  let listener: ChildProcess | null = null

  async function listen(): Promise<void> {
    await writeFile(place('sshd_config'), configuration(options, listenPort, root).join('\n'))
    const [program = sshd, ...before] = [...(options.within ?? []), sshd]
    const child = spawn(program, [...before, '-D', '-e', '-f', place('sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const lines: string[] = []
    const listening = new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (lines.length < 50) lines.push(line)
        if (line.startsWith('Server listening on')) resolve()
      })
      child.once('exit', (code) => reject(new Error(`sshd ended with ${code}: ${lines.join(' | ')}`)))
    })
    await listening
    listener = child
  }

  async function endListener(): Promise<void> {
    const child = listener
    listener = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }

  async function signalTree(signal: NodeJS.Signals, which: 'ALL' | 'CONNECTIONS'): Promise<void> {
    if (listener?.pid === undefined) return
    const below = await descendants(listener.pid)
    if (which === 'ALL') listener.kill(signal)
    for (const { pid, command } of below) {
      if (which === 'ALL' || command.includes('sshd')) send(pid, signal)
    }
  }

  const server: SshdServer = {
    name: options.name,
    host: options.address ?? '127.0.0.1',
    get port() {
      return publicPort
    },
    username: userInfo().username,
    privateKey: options.client.privateKey,
    get hostKeyFingerprint() {
      return hostKeyFingerprint
    },
    root,
    start: listen,
    stop: async () => {
      await signalTree('SIGKILL', 'CONNECTIONS')
      await endListener()
    },
    freeze: () => signalTree('SIGSTOP', 'ALL'),
    thaw: () => signalTree('SIGCONT', 'ALL'),
    cutConnections: () => signalTree('SIGKILL', 'CONNECTIONS'),
    replaceHostKey: async () => {
      await server.stop()
      hostKeyFingerprint = await makeKey(place('host_key'))
      await listen()
      return hostKeyFingerprint
    },
    link: async () => {
      if (link !== null) return link
      // Connections that exist stay on the old sshd; new ones go through the link to one on another port.
      await endListener()
      listenPort = await freePort()
      await listen()
      link = await openSlowLink({ port: publicPort, target: { host: '127.0.0.1', port: listenPort } })
      return link
    },
    close: async () => {
      await link?.close()
      await signalTree('SIGCONT', 'ALL')
      await signalTree('SIGKILL', 'ALL')
      await endListener()
    },
  }

  // Another program may take the port between the look and the start: try again with the next.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await listen()
      return server
    } catch (error) {
      if (attempt === 5) throw error
      publicPort = listenPort = await freePort()
    }
  }
}

function configuration(options: SshdOptions, port: number, root: string): string[] {
  const place = (file: string): string => join(options.directory, file)
  return [
    `Port ${port}`,
    `ListenAddress ${options.address ?? '127.0.0.1'}`,
    `HostKey ${place('host_key')}`,
    `PidFile ${place('sshd.pid')}`,
    `AuthorizedKeysFile ${place('authorized_keys')}`,
    'StrictModes no',
    'UsePAM no',
    'UseDNS no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'MaxSessions 100',
    'MaxStartups 500:30:1000',
    'LogLevel INFO',
    `SetEnv HOME=${root}`,
    ...(options.configuration ?? []),
    ...(sftpServerPath === undefined || options.sftp === false ? [] : [`Subsystem sftp ${sftpServerPath}`]),
    // sshd itself changes into the account's home, which all servers of the fleet share. Who asks for no command wants a shell.
    'ForceCommand cd "$HOME" && if [ -n "$SSH_ORIGINAL_COMMAND" ]; then exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"; else PS1="\\$ " exec /bin/sh -i; fi',
    '',
  ]
}

/** Writes an Ed25519 key pair and returns the fingerprint as OpenSSH prints it. */
export async function makeKey(file: string, passphrase = ''): Promise<string> {
  await Promise.all([rm(file, { force: true }), rm(`${file}.pub`, { force: true })])
  await execute('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', 'test', '-f', file])
  const { stdout } = await execute('ssh-keygen', ['-l', '-E', 'sha256', '-f', `${file}.pub`])
  return stdout.split(' ')[1] ?? ''
}

export async function makeClientKey(file: string): Promise<SshdOptions['client']> {
  await makeKey(file)
  const [privateKey, publicKey] = await Promise.all([readFile(file, 'utf8'), readFile(`${file}.pub`, 'utf8')])
  return { privateKey, publicKey }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

/** All processes below one, nearest first. */
async function descendants(root: number): Promise<{ pid: number; command: string }[]> {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' }).trim().split('\n')
  const all = lines.map((line) => {
    const [pid, parent, ...command] = line.trim().split(/\s+/)
    return { pid: Number(pid), parent: Number(parent), command: command.join(' ') }
  })
  const found: { pid: number; command: string }[] = []
  const open = [root]
  for (let parent = open.shift(); parent !== undefined; parent = open.shift()) {
    for (const process of all.filter((candidate) => candidate.parent === parent)) {
      found.push(process)
      open.push(process.pid)
    }
  }
  return found
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended between the look and the signal.
  }
}

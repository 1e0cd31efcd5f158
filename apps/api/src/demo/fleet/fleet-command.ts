import { spawn } from 'node:child_process'
import type { ServerChannel, Session } from 'ssh2'

export interface DemoCommand {
  session: Session
  channel: ServerChannel
  command: string
  root: string
  /** Sent by the client, already chosen. */
  variables: Record<string, string>
}

/** Runs one command as sshd would: a session of its own, three streams, and how it ended as the channel's last word. */
export function runCommand({ session, channel, command, root, variables }: DemoCommand): void {
  const child = spawn('/bin/sh', ['-c', command], {
    cwd: root,
    detached: true,
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
      LANG: 'C.UTF-8',
      ...variables,
      HOME: root,
      USER: 'demo',
    },
  })
  const signalGroup = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name)
    } catch {
      // The group is gone.
    }
  }
  session.on('signal', (accept, _reject, { name }) => {
    accept?.()
    signalGroup(`SIG${name.replace(/^SIG/, '')}` as NodeJS.Signals)
  })

  channel.on('error', () => {})
  channel.stderr.on('error', () => {})
  child.stdin.on('error', () => {})
  channel.pipe(child.stdin)
  child.stdout.pipe(channel, { end: false })
  child.stderr.pipe(channel.stderr, { end: false })
  child.on('error', () => channel.close())

  let ended = false
  child.once('exit', (code, signal) => {
    ended = true
    if (code !== null) channel.exit(code)
    else channel.exit(signal?.replace(/^SIG/, '') ?? 'KILL', false, '')
  })
  child.once('close', () => {
    // The end closes the channel once its own buffer is sent, and waits for no other: errors go out first.
    channel.stderr.end(() => channel.end())
  })
  channel.once('close', () => {
    if (!ended) signalGroup('SIGHUP')
    child.stdin.destroy()
    child.stdout.destroy()
    child.stderr.destroy()
  })
}

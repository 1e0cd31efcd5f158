import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
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
  const sent = sendInTurns(channel, [
    [child.stdout, channel],
    [child.stderr, channel.stderr],
  ])
  child.on('error', () => channel.close())

  let ended = false
  child.once('exit', (code, signal) => {
    ended = true
    if (code !== null) channel.exit(code)
    else channel.exit(signal?.replace(/^SIG/, '') ?? 'KILL', false, '')
  })
  child.once('close', () => {
    // The channel closes once all of both streams is sent.
    void sent.then(() => channel.end())
  })
  channel.once('close', () => {
    if (!ended) signalGroup('SIGHUP')
    child.stdin.destroy()
    child.stdout.destroy()
    child.stderr.destroy()
  })
}

/** What ssh2 keeps of a write that waits for the client's window, and does not forget when it was sent. */
const sentPiece = { _chunk: undefined, _chunkcb: undefined, _chunkErr: undefined, _chunkcbErr: undefined }

/**
 * Passes streams on, a piece at a time over all of them: where two wait for the client's window together, ssh2 wakes only one,
 * and takes an old piece of the other for the one that waits.
 */
async function sendInTurns(channel: ServerChannel, streams: [Readable, Writable][]): Promise<void> {
  const closed = new Promise<void>((resolve) => void channel.once('close', () => resolve()))
  let turn: Promise<void> = Promise.resolve()
  const send = async ([source, target]: [Readable, Writable]): Promise<void> => {
    for await (const piece of source) {
      const written = turn.then(() => new Promise<void>((resolve) => void target.write(piece, () => resolve())))
      turn = Promise.race([written, closed])
      await turn
      Object.assign(channel, sentPiece)
    }
  }
  // A channel that closed early destroys the streams under the loops; nobody is left to send to.
  await Promise.allSettled(streams.map(send))
}

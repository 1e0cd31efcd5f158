import { CommandTimedOut, RepositoryUnreachable } from '../../engine/errors.ts'
import type { OutputPiece, RemoteExit } from '../../engine/ports.ts'
import type { RepositoryCredential } from '../../engine/repository.ts'
import type { RepositoryUrl } from '../../engine/repository-url.ts'
import { run } from '../process/run.ts'
import { translateFailure } from './failures.ts'
import type { GitPlace } from './place.ts'
import { signIn } from './sign-in.ts'

export interface GitLimits {
  /** Silence of a transfer. */
  idleTimeoutMs: number
  /** A whole transfer. */
  totalTimeoutMs: number
  /** A check of an address. */
  checkTimeoutMs: number
  /** From TERM to KILL. */
  graceMs: number
}

export interface GitOptions {
  cwd: string
  env?: Record<string, string>
  signal?: AbortSignal
  onOutput?: (piece: OutputPiece) => void | Promise<void>
  idleTimeoutMs?: number
  totalTimeoutMs?: number
}

export interface GitResult extends RemoteExit {
  stdout: Buffer
  /** The last 16 KB. */
  stderr: string
}

export interface Git {
  place: GitPlace
  limits: GitLimits
  /** What every git of ours runs with: no prompts, no configuration but ours, only the allowed transports. */
  environment: Record<string, string>
  /** Runs git and keeps what it prints, unless `onOutput` takes it. An exit status is a result here, not an error. */
  run(args: string[], options: GitOptions): Promise<GitResult>
  /** Runs git against the remote, signed in. @throws RepositoryUnreachable when it fails or takes too long */
  transfer(remote: Remote, args: string[], options: GitOptions): Promise<GitResult>
}

export interface Remote {
  url: RepositoryUrl
  credential: RepositoryCredential | null
}

const stderrKept = 16_384
const stdoutKept = 64 * 1024 * 1024

export function createGit(given: {
  place: GitPlace
  environment: Record<string, string>
  allowFiles: boolean
  limits: GitLimits
}): Git {
  const { place, limits } = given
  const environment: Record<string, string> = {
    ...given.environment,
    HOME: place.directory,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: place.configuration,
    GIT_ALLOW_PROTOCOL: `ssh:https:http:git${given.allowFiles ? ':file' : ''}`,
  }

  const git: Git = {
    place,
    limits,
    environment,
    async run(args, options) {
      const kept: Buffer[] = []
      let size = 0
      let stderr = ''
      const exit = await run('git', args, {
        ...options,
        env: { ...environment, ...options.env },
        graceMs: limits.graceMs,
        onOutput: (piece) => {
          if (piece.stream === 'STDERR') stderr = (stderr + piece.bytes.toString()).slice(-stderrKept)
          else if (!options.onOutput) {
            size += piece.bytes.length
            if (size > stdoutKept) throw new Error('git printed more than can be kept')
            kept.push(piece.bytes)
          }
          return options.onOutput?.(piece)
        },
      })
      return { ...exit, stdout: Buffer.concat(kept), stderr }
    },
    async transfer(remote, args, options) {
      const session = await signIn(remote.url, remote.credential, place)
      try {
        const result = await git.run(args, { ...options, env: { ...session.env, ...options.env } })
        if (result.code !== 0) throw translateFailure(remote.url, result.stderr)
        return result
      } catch (error) {
        if (error instanceof CommandTimedOut)
          throw new RepositoryUnreachable(
            `${remote.url.host ?? 'The repository'} did not answer in time. Check that it can be reached from here.`,
            'TIMED_OUT',
            { cause: error },
          )
        throw error
      } finally {
        await session.dispose()
      }
    },
  }
  return git
}

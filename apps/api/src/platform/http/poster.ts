import { lookup } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isForbiddenAddress } from '../../modules/kernel/forbidden-addresses.ts'
import { allowedLookup, Forbidden } from './allowed-lookup.ts'
import { answerTo, beginningOf } from './answer.ts'
import { describeProblem } from './problems.ts'

/** A message to a receiver of which nothing is expected, also nothing good. */
export interface Post {
  url: string
  headers: Record<string, string>
  body: string
  /** Ends it early. */
  signal?: AbortSignal
}

/** What was answered; or why nothing was, in a sentence without the address. `lasting`: trying again helps nothing. */
export type PostResult =
  | { status: number; headers: Record<string, string>; body: string }
  | { problem: string; lasting: boolean }

export interface PosterOptions {
  /** From the look-up of the name to the last byte that is read. */
  timeoutMs?: number
  /** More of an answer is not read. */
  mostBytes?: number
  /** In tests: names that the system does not know. */
  resolve?: typeof lookup
}

/**
 * Posts to addresses that people entered. Follows no redirect, connects to no link-local address and to no metadata service
 * (judged by the very address that is connected to, so that a name can't change in between), and ends after `timeoutMs`
 * whatever the receiver does.
 */
export function createPoster({ timeoutMs = 10_000, mostBytes = 2048, resolve = lookup }: PosterOptions = {}) {
  const lookUp = allowedLookup(resolve)

  /** Never rejects. */
  async function post({ url, headers, body, signal }: Post): Promise<PostResult> {
    const target = new URL(url)
    // A literal address is not looked up.
    if (isForbiddenAddress(target.hostname)) return refused
    const deadline = AbortSignal.timeout(timeoutMs)
    const ends = signal ? AbortSignal.any([deadline, signal]) : deadline
    try {
      const send = target.protocol === 'https:' ? requestHttps : requestHttp
      const request = send(target, {
        method: 'POST',
        headers: {
          'user-agent': 'Sendoff',
          accept: '*/*',
          // Nothing is unpacked here.
          'accept-encoding': 'identity',
          ...headers,
          'content-length': Buffer.byteLength(body),
        },
        agent: false,
        lookup: lookUp as never,
        signal: ends,
      })
      const response = await answerTo(request, body)
      return {
        status: response.statusCode ?? 0,
        headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
        body: await beginningOf(response, mostBytes),
      }
    } catch (error) {
      if (error instanceof Forbidden) return refused
      if (deadline.aborted) {
        return { problem: `The receiver did not answer within ${timeoutMs / 1000} seconds.`, lasting: false }
      }
      return { problem: describeProblem(error), lasting: false }
    }
  }

  return { post }
}

const refused: PostResult = {
  problem: 'The address is link-local or a metadata service, where Sendoff never connects.',
  lasting: true,
}

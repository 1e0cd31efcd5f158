import { lookup } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { MOST_BODY_BYTES } from '../../engine/health-check.ts'
import type { HttpProbe } from '../../engine/ports.ts'
import { isForbiddenAddress } from '../../modules/kernel/forbidden-addresses.ts'
import { allowedLookup, Forbidden } from './allowed-lookup.ts'
import { answerTo, beginningOf } from './answer.ts'
import { describeProblem } from './problems.ts'

const refused = { problem: 'the address is link-local or a metadata service, where Sendoff never connects' }
const lower = (sentence: string) => sentence.replace(/^The receiver/, 'the server').replace(/\.$/, '')

/**
 * Asks servers how they are. They are in private networks by nature, so all addresses may be asked but those of the poster's
 * list; no redirect is followed.
 */
export function createProber({ resolve = lookup }: { resolve?: typeof lookup } = {}): HttpProbe {
  return {
    async ask({ url, method, headers, timeoutMs, verifyCertificate, signal }) {
      signal.throwIfAborted()
      if (isForbiddenAddress(url.hostname)) return refused
      const deadline = AbortSignal.timeout(timeoutMs)
      const named = headers.find(({ name }) => name.toLowerCase() === 'host')?.value.replace(/:\d+$/, '')
      try {
        const send = url.protocol === 'https:' ? requestHttps : requestHttp
        const request = send(url, {
          method,
          headers: {
            'user-agent': 'Sendoff',
            accept: '*/*',
            'accept-encoding': 'identity',
            ...Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value])),
          },
          agent: false,
          lookup: allowedLookup(resolve) as never,
          signal: AbortSignal.any([deadline, signal]),
          rejectUnauthorized: verifyCertificate,
          ...(named ? { servername: named } : {}),
        })
        const response = await answerTo(request)
        return { status: response.statusCode ?? 0, body: await beginningOf(response, MOST_BODY_BYTES) }
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof Forbidden) return refused
        if (deadline.aborted) return { problem: `no answer within ${timeoutMs / 1000} s` }
        return { problem: lower(describeProblem(error)) }
      }
    },
  }
}

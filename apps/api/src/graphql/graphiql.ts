import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { contentPolicy } from '../http/security-headers.ts'
import { exampleTabs } from './graphiql-examples.ts'

interface Page {
  gzipped: Buffer
  plain: Buffer
  policy: string
  etag: string
}

let page: Promise<Page> | null = null

/**
 * GraphiQL in one document without a single foreign address. It is some megabytes of script: loaded when it is first asked
 * for, compressed once, and allowed by its hash in the content policy.
 */
export async function graphiqlPage(request: Request): Promise<Response> {
  page ??= build()
  const { gzipped, plain, policy, etag } = await page
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'private, no-cache',
    vary: 'accept-encoding, cookie',
    etag,
  })
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers })
  const compressed = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
  if (compressed) headers.set('content-encoding', 'gzip')
  return new Response(new Uint8Array(compressed ? gzipped : plain), { headers })
}

async function build(): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const html = renderGraphiQL({
    title: 'Sendoff API',
    endpoint: '/graphql',
    subscriptionsProtocol: 'WS',
    credentials: 'same-origin',
    defaultTabs: exampleTabs,
    schemaDescription: true,
    shouldPersistHeaders: false,
  })
  // The scripts contain "<script>" in strings; the document's only element runs from the first opening to the last closing.
  const start = html.indexOf('<script>') + '<script>'.length
  const script = html.slice(start, html.lastIndexOf('</script>'))
  const plain = Buffer.from(html)
  return {
    plain,
    gzipped: await promisify(gzip)(plain),
    policy: contentPolicy([`sha256-${createHash('sha256').update(script).digest('base64')}`]),
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
  }
}

import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { missingPage } from './missing-page.ts'

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}
const COMPRESSIBLE = /^(text|application\/(json|manifest)|image\/(svg|x-icon))/

interface StoredFile {
  modifiedMs: number
  type: string
  etag: string
  plain: Buffer
  gzipped: Buffer | null
}

/** Serves the built page. Any path without an extension is a view of it, so that links into it work. */
export function createStaticFiles(directory: string | null) {
  const kept = new Map<string, StoredFile>()

  const load = async (path: string): Promise<StoredFile | null> => {
    const found = await stat(path).catch(() => null)
    if (!found?.isFile()) return null
    const known = kept.get(path)
    if (known?.modifiedMs === found.mtimeMs) return known
    const plain = await readFile(path)
    const type = TYPES[extname(path)] ?? 'application/octet-stream'
    const file = {
      modifiedMs: found.mtimeMs,
      type,
      etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      plain,
      gzipped: COMPRESSIBLE.test(type) ? await promisify(gzip)(plain) : null,
    }
    kept.set(path, file)
    return file
  }

  return async (request: Request, pathname: string): Promise<Response> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'Only GET is possible here.')
    if (!directory) return missingPage()
    const name = safeName(pathname)
    if (name === null) return text(404, 'There is nothing here.')
    const isView = extname(name) === ''
    const file = await load(join(directory, isView ? 'index.html' : name))
    if (!file) return isView ? missingPage() : text(404, 'There is nothing here.')
    return answer(request, file, name.startsWith(`${sep}assets${sep}`))
  }
}

/** The path below the directory; null when it points out of it or can't be a file's name. */
function safeName(pathname: string): string | null {
  try {
    const name = normalize(decodeURIComponent(pathname))
    return name.includes('\0') || name.split(sep).includes('..') ? null : name
  } catch {
    return null
  }
}

function answer(request: Request, file: StoredFile, hashed: boolean): Response {
  const headers = new Headers({
    'content-type': file.type,
    etag: file.etag,
    vary: 'accept-encoding',
    // Names under assets/ carry a hash of what is in them.
    'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
  if (request.headers.get('if-none-match') === file.etag) return new Response(null, { status: 304, headers })
  const gzipped = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '') ? file.gzipped : null
  if (gzipped) headers.set('content-encoding', 'gzip')
  const body = gzipped ?? file.plain
  headers.set('content-length', String(body.length))
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), { status: 200, headers })
}

const text = (status: number, message: string) =>
  new Response(`${message}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })

import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { dirname, join } from 'node:path'

/** Puts content where Git LFS keeps it beside a bare repository, and answers the pointer to commit. */
export async function keepLargeFile(repository: string, content: string): Promise<string> {
  const oid = createHash('sha256').update(content).digest('hex')
  const file = fileOf(repository, oid)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`
}

const fileOf = (repository: string, oid: string) =>
  join(repository, 'lfs/objects', oid.slice(0, 2), oid.slice(2, 4), oid)

/** The batch interface of Git LFS for downloads, as far as git-lfs needs it. False: the request is for git. */
export async function serveLargeFiles(root: string, request: IncomingMessage, response: ServerResponse) {
  const { pathname } = new URL(request.url ?? '/', 'http://x')
  const [, repository = '', rest = ''] = /^\/(.+?)\/info\/lfs\/(.*)$/.exec(pathname) ?? []
  if (rest === '') return false
  if (rest !== 'objects/batch') {
    response.end(await readFile(fileOf(join(root, repository), rest.replace('get/', ''))))
    return true
  }
  let body = ''
  for await (const chunk of request) body += chunk
  const asked = JSON.parse(body) as { objects: { oid: string; size: number }[] }
  const href = (oid: string) => `http://${request.headers.host}/${repository}/info/lfs/get/${oid}`
  const header = { authorization: request.headers.authorization ?? '' }
  const objects = asked.objects.map(({ oid, size }) => ({
    ...{ oid, size, authenticated: true },
    actions: { download: { href: href(oid), header } },
  }))
  response.setHeader('content-type', 'application/vnd.git-lfs+json')
  response.end(JSON.stringify({ transfer: 'basic', objects }))
  return true
}

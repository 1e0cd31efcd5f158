import { dirname } from 'node:path'

/** What a child process may inherit: how to find programs and the network, never a secret of ours. */
const inherited = [
  'LANG',
  'TZ',
  'TMPDIR',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
]

/** Picks what children may inherit from this process's environment; `PATH` always finds this Node. */
export function inheritable(environment: Record<string, string | undefined>): Record<string, string> {
  const picked: Record<string, string> = { LANG: 'C.UTF-8' }
  for (const name of inherited) {
    const value = environment[name]
    if (value) picked[name] = value
  }
  const path = environment.PATH || '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  const node = dirname(process.execPath)
  picked.PATH = path.split(':').includes(node) ? path : `${path}:${node}`
  return picked
}

import type { RemoteConnection } from '../../engine/ports.ts'
import { foreignText } from './foreign-text.ts'

export interface ServerFacts {
  /** `Debian GNU/Linux 12 (bookworm)`, or the kernel's name where nothing better is told. */
  os: string
  kernel: string
  cpus: number
  memoryBytes: number
  /** Which programs of interest are on the path. */
  tools: Record<string, boolean>
}

const tools = ['tar', 'gzip', 'sha256sum', 'flock', 'setsid', 'git', 'rsync', 'aria2c', 'curl', 'node', 'docker']

const script = `
if [ -r /etc/os-release ]; then os=$(. /etc/os-release && printf '%s' "$PRETTY_NAME"); fi
printf 'os=%s\\n' "\${os:-$(uname -s)}"
printf 'kernel=%s\\n' "$(uname -sr)"
printf 'cpus=%s\\n' "$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null)"
kb=
if [ -r /proc/meminfo ]; then
  while read -r k v _; do [ "$k" = MemTotal: ] && kb=$v && break; done </proc/meminfo
  printf 'memory=%s\\n' "\${kb}000"
else
  printf 'bytes=%s\\n' "$(sysctl -n hw.memsize 2>/dev/null)"
fi
for t in ${tools.join(' ')}; do command -v "$t" >/dev/null 2>&1 && printf 'tool=%s\\n' "$t"; done
exit 0
`

/** What the server says about itself; what it does not tell is empty or 0. */
export async function readServerFacts(connection: RemoteConnection, signal?: AbortSignal): Promise<ServerFacts> {
  const pieces: Buffer[] = []
  await connection.run(script, {
    signal,
    totalTimeoutMs: 20_000,
    onOutput: ({ stream, bytes }) => {
      if (stream === 'STDOUT' && pieces.length < 1000) pieces.push(bytes)
    },
  })
  return parseFacts(Buffer.concat(pieces).toString('utf8'))
}

/** Values come from the server: only their form is trusted, and at most 200 characters of each. */
export function parseFacts(text: string): ServerFacts {
  const values = new Map<string, string>()
  const found = new Set<string>()
  for (const line of text.split('\n')) {
    const at = line.indexOf('=')
    if (at === -1) continue
    const [key, value] = [line.slice(0, at), foreignText(line.slice(at + 1, at + 201).trim())]
    if (key === 'tool') found.add(value)
    else if (value !== '') values.set(key, value)
  }
  const memory = numberOf(values.get('memory'))
  return {
    os: values.get('os') ?? '',
    kernel: values.get('kernel') ?? '',
    cpus: Math.min(numberOf(values.get('cpus')) ?? 0, MOST_CPUS),
    memoryBytes: memory === null ? (numberOf(values.get('bytes')) ?? 0) : (memory / 1000) * 1024,
    tools: Object.fromEntries(tools.map((tool) => [tool, found.has(tool)])),
  }
}

/** More than any machine has; it must fit an Int of GraphQL. */
const MOST_CPUS = 1_000_000

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,18}$/.test(text) ? Number(text) : null
}

import { link, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../process/run.ts'

export interface SeedOptions {
  /** A private, empty directory. */
  directory: string
  /** The file to serve; nothing is ever written to it. */
  file: string
  torrent: Buffer
  announceUrl: string
  /** Such as `6881-6999`. */
  ports: string
  /** KB per second; 0 = all that the link takes. */
  uploadLimit: number
  encryption: boolean
  environment: Record<string, string>
  signal: AbortSignal
}

/**
 * An aria2 on this machine that serves the artifact until the signal fires. It watches this process and ends with it,
 * however that ends. Resolves when it is gone. @throws the error of a program that is not there
 */
export async function serveFirst(options: SeedOptions): Promise<{ code: number | null; output: string }> {
  const place = join(options.directory, 'artifact')
  // The store may throw the artifact away while it is served; under a second name it stays.
  await link(options.file, place).catch(() => symlink(options.file, place))
  await writeFile(join(options.directory, 'torrent'), options.torrent)
  // The passkey is for nobody else: it stands in a file, and not on the command line.
  await writeFile(join(options.directory, 'conf'), configuration(options), { mode: 0o600 })
  let output = ''
  try {
    const { code } = await run('aria2c', ['--conf-path=conf', 'torrent'], {
      cwd: options.directory,
      env: options.environment,
      signal: options.signal,
      graceMs: 2000,
      onOutput: ({ bytes }) => {
        output = (output + bytes.toString('utf8')).slice(-4000)
      },
    })
    return { code, output }
  } catch (error) {
    if (options.signal.aborted) return { code: null, output }
    throw error
  }
}

function configuration({ announceUrl, ports, uploadLimit, encryption }: SeedOptions): string {
  return [
    `bt-tracker=${announceUrl}`,
    'no-proxy=*',
    `listen-port=${ports}`,
    `max-overall-upload-limit=${uploadLimit}K`,
    `stop-with-process=${process.pid}`,
    `bt-require-crypto=${encryption}`,
    `bt-min-crypto-level=${encryption ? 'arc4' : 'plain'}`,
    // What is served was hashed when it was packed, and is hashed again by every server.
    'bt-seed-unverified=true',
    'seed-ratio=0.0',
    'bt-tracker-interval=1',
    'bt-max-peers=0',
    ...quiet,
    '',
  ].join('\n')
}

const quiet = [
  'enable-dht=false',
  'enable-dht6=false',
  'bt-enable-lpd=false',
  'enable-peer-exchange=false',
  'file-allocation=none',
  'no-netrc=true',
  'summary-interval=0',
  'show-console-readout=false',
  'console-log-level=warn',
]

import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A POSIX shell that is installed here, with the programs that go with it. */
export interface Shell {
  name: string
  command: string[]
  path: string
}

const USUAL_PATH = '/usr/local/bin:/usr/bin:/bin'

/** dash, bash and busybox (with all its own tools instead of GNU's), as far as they are installed. */
export function installedShells(): Shell[] {
  const shells: Shell[] = []
  for (const name of ['dash', 'bash']) {
    if (isInstalled(name)) shells.push({ name, command: [name], path: USUAL_PATH })
  }
  if (isInstalled('busybox')) {
    const tools = mkdtempSync(join(tmpdir(), 'sendoff-busybox-'))
    mkdirSync(tools, { recursive: true })
    execFileSync('busybox', ['--install', '-s', tools])
    shells.push({ name: 'busybox', command: [join(tools, 'sh')], path: tools })
  }
  return shells
}

function isInstalled(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export interface ShellResult {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs a script as the leader of a process group of its own, as the adapters do. */
export function runIn(shell: Shell, script: string, options: { home: string; stdin?: Buffer }): Promise<ShellResult> {
  return new Promise((resolve, reject) => {
    const [program = 'sh', ...args] = shell.command
    const child = spawn(program, [...args, '-c', script], {
      cwd: options.home,
      env: { PATH: shell.path, HOME: options.home },
      detached: true,
    })
    const printed = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed.stderr += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...printed }))
    // A script may end before it read its input.
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.stdin)
  })
}

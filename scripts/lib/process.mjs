import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Runs a program with the terminal handed through; rejects when it does not exit with 0. Interrupts go to the child, which
 * shuts down in its own time. A terminal sends them to both: passed on as well, the child would take them for a second one.
 */
export function run(program, args, { env = {}, quiet = false, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, PATH: `${process.cwd()}/node_modules/.bin:${process.env.PATH}`, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    })
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        printed = (printed + chunk).slice(-20_000)
      })
    }
    const pass = (signal) => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal)
    process.on('SIGINT', pass)
    process.on('SIGTERM', pass)
    child.on('error', (error) => reject(new Error(`${program} could not be started: ${error.message}`)))
    child.on('close', (code, signal) => {
      process.off('SIGINT', pass)
      process.off('SIGTERM', pass)
      if (code === 0) return resolve(printed)
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`
      reject(new Error(`${printed}${program} ${args.slice(0, 2).join(' ')} ${how}.`))
    })
  })
}

export const node = (file, args = [], options = {}) => run(process.execPath, [file, ...args], options)

/** A program that an installed package brings: `vite`, or `package#program` where the names differ. */
export const bin = (name, args = [], options = {}) => run(process.execPath, [binFile(name), ...args], options)

function binFile(name) {
  const [folder, command = folder] = name.split('#')
  const manifest = JSON.parse(readFileSync(`node_modules/${folder}/package.json`, 'utf8'))
  const file = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command]
  return `${process.cwd()}/node_modules/${folder}/${file}`
}

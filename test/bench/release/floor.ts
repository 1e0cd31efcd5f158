import { execFile, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Measured } from '../measure.ts'
import { project, type Scene } from './scene.ts'

const exec = promisify(execFile)
export const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** Runs a script of plain shell. Its CPU is what its programs on this side used, as `times` tells it. */
export async function plainShell(script: string): Promise<Measured> {
  const start = process.hrtime.bigint()
  const { stdout } = await exec('bash', ['-c', `set -euo pipefail\n${script}\ntimes`])
  const ms = Number(process.hrtime.bigint() - start) / 1e6
  const used = [...stdout.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => Number(m) * 60_000 + Number(s) * 1000)
  return { ms, cpuMs: used.reduce((sum, part) => sum + part, 0) }
}

/** Clone, archive, build, tar: what anyone would write before the fan-out. Leaves the artifact at the returned path. */
export async function floorCold(scene: Scene): Promise<Measured & { artifact: string }> {
  const place = await scene.place('floor')
  const artifact = join(place, 'artifact.tgz')
  const measured = await plainShell(`
git clone -q --mirror ${quote(`file://${scene.repository.path}`)} ${quote(`${place}/mirror`)}
mkdir ${quote(`${place}/tree`)}
git -C ${quote(`${place}/mirror`)} archive ${scene.commit} | tar -x -C ${quote(`${place}/tree`)}
cd ${quote(`${place}/tree`)}
${project.buildCommand}
tar -czf ${quote(artifact)} .`)
  return { ...measured, artifact }
}

/** `xargs -P 10`: one ssh per server, the stream into tar, the link, the restart, the check. */
export async function floorFanOut(scene: Scene, artifact: string, servers: number, release: string): Promise<Measured> {
  return overSsh(
    scene,
    servers,
    `set -e; cd "$HOME"; mkdir -p floor/releases/${release}; cd floor; tar -xz -C releases/${release}
ln -s releases/${release} next; mv -T next current; cd current; ${afterSwitch}`,
    artifact,
  )
}

export const floorRollback = (scene: Scene, servers: number, release: string): Promise<Measured> =>
  overSsh(
    scene,
    servers,
    `set -e; cd "$HOME/floor"; ln -s releases/${release} next; mv -T next current; cd current; ${afterSwitch}`,
  )

/** The restart and check of every tool here. */
export const restartCommand = 'touch ../../restarted'
export const checkCommand = 'test -f src/part-49/file-1999.js'
const afterSwitch = `cd -P .; ${restartCommand}; ${checkCommand}`

async function overSsh(scene: Scene, servers: number, script: string, input = '/dev/null'): Promise<Measured> {
  const file = join(scene.folder, 'remote.sh')
  await writeFile(file, script)
  const ports = scene.fleet.servers.slice(0, servers).map(({ port }) => port)
  const { username, host } = scene.fleet.servers[0] ?? { username: '', host: '' }
  const ssh = ['ssh', ...scene.sshOptions].map(quote).join(' ')
  return plainShell(`
script=$(cat ${quote(file)}); export script
printf '%s\\n' ${ports.join(' ')} |
  xargs -P 10 -I PORT sh -c '${ssh.replaceAll("'", `'\\''`)} -p PORT ${username}@${host} "$script" < ${quote(input).replaceAll("'", `'\\''`)}'`)
}

/** Whether a program is there. */
export const isInstalled = (program: string): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(program, ['--version'], { stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })

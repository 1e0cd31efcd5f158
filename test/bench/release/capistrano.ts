import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Measured } from '../measure.ts'
import { checkCommand, plainShell, quote, restartCommand } from './floor.ts'
import type { Scene } from './scene.ts'

/** Capistrano with an upload of the artifact in place of its git plugins: all servers at once, a step after the other. */
export async function capistranoFanOut(
  scene: Scene,
  artifact: string,
  servers: number,
  release: string,
): Promise<Measured> {
  const place = await scene.place('capistrano')
  await mkdir(join(place, 'config/deploy'), { recursive: true })
  const hosts = scene.fleet.servers.slice(0, servers)
  await writeFile(join(place, 'Capfile'), capfile)
  await writeFile(join(place, 'config/deploy.rb'), tasks(artifact, release))
  await writeFile(
    join(place, 'config/deploy/bench.rb'),
    `set :ssh_options, keys: ['${join(scene.folder, 'key')}'], keys_only: true, verify_host_key: :never, config: false\n${hosts
      .map(({ username, host, port }) => `server '${username}@${host}:${port}', roles: :app\n`)
      .join('')}`,
  )
  return plainShell(`cd ${quote(place)}; cap bench ship > cap.log 2>&1 || { tail -n 20 cap.log >&2; exit 1; }`)
}

const tasks = (artifact: string, release: string) => `task :ship do
  on(roles(:app), in: :parallel) do
    execute 'mkdir -p ~/capistrano/releases/${release}'
    upload! '${artifact}', 'capistrano/${release}.tgz'
    execute 'tar -xzf ~/capistrano/${release}.tgz -C ~/capistrano/releases/${release} && rm ~/capistrano/${release}.tgz'
    execute 'cd ~/capistrano && ln -s releases/${release} next && mv -T next current'
    execute 'cd -P ~/capistrano/current && ${restartCommand}'
    execute 'cd -P ~/capistrano/current && ${checkCommand}'
  end
end
`

const capfile = `require 'capistrano/setup'
require 'capistrano/deploy'
require 'capistrano/scm/plugin'
class NoRepository < Capistrano::SCM::Plugin; end
install_plugin NoRepository
`

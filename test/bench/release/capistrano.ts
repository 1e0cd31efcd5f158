import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Measured } from '../measure.ts'
import { checkCommand, plainShell, quote, restartCommand } from './floor.ts'
import type { Scene } from './scene.ts'

/** `cap deploy` as Capistrano has it, with an upload of the artifact in place of a checkout on each server. */
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
  return plainShell(`cd ${quote(place)}; cap bench deploy > cap.log 2>&1 || { tail -n 20 cap.log >&2; exit 1; }`)
}

const tasks = (artifact: string, release: string) => `set :application, 'bench'
set :deploy_to, '~/capistrano'
set :linked_dirs, []
set :current_revision, 'bench'
set :branch, 'main'
set :upload, 'capistrano-${release}.tgz'
task 'upload:create_release' do
  on release_roles(:all) do
    execute :mkdir, '-p', release_path
    upload! '${artifact}', fetch(:upload)
    execute :tar, '-xzf', fetch(:upload), '-C', release_path
    execute :rm, fetch(:upload)
  end
end
after 'deploy:publishing', 'app:restart' do
  on(release_roles(:all)) { execute 'cd -P ~/capistrano/current && ${restartCommand}' }
end
after 'app:restart', 'app:check' do
  on(release_roles(:all)) { execute 'cd -P ~/capistrano/current && ${checkCommand}' }
end
`

const capfile = `require 'capistrano/setup'
require 'capistrano/deploy'
require 'capistrano/scm/plugin'
class Upload < Capistrano::SCM::Plugin
  def register_hooks
    after 'deploy:new_release_path', 'upload:create_release'
  end
end
install_plugin Upload
`

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Measured } from '../measure.ts'
import { checkCommand, plainShell, quote, restartCommand } from './floor.ts'
import type { Scene } from './scene.ts'

/** ansible-core with the settings that make it quick: forks 50, pipelining, no facts. */
export async function ansibleFanOut(
  scene: Scene,
  artifact: string,
  servers: number,
  release: string,
): Promise<Measured> {
  const place = await scene.place('ansible')
  const hosts = scene.fleet.servers.slice(0, servers)
  const common = `ansible_user=${hosts[0]?.username} ansible_ssh_private_key_file=${join(scene.folder, 'key')}`
  await writeFile(
    join(place, 'inventory'),
    hosts
      .map(({ name, host, port, root }) => `${name} ansible_host=${host} ansible_port=${port} home=${root} ${common}\n`)
      .join(''),
  )
  await writeFile(join(place, 'play.yml'), play(artifact, release))
  await writeFile(
    join(place, 'ansible.cfg'),
    `[defaults]\nforks = 50\ngathering = explicit\nhost_key_checking = False\nlocal_tmp = ${place}/tmp\n[ssh_connection]\npipelining = True\nssh_args = -o ControlMaster=auto -o ControlPersist=5 -o UserKnownHostsFile=/dev/null\ncontrol_path_dir = ${place}/c\n`,
  )
  return plainShell(`cd ${quote(place)}; export ANSIBLE_CONFIG=${quote(join(place, 'ansible.cfg'))}
ansible-playbook -i inventory play.yml > ansible.log 2>&1 || { tail -n 20 ansible.log >&2; exit 1; }`)
}

const play = (artifact: string, release: string) => `- hosts: all
  gather_facts: false
  vars:
    root: "{{ home }}/ansible"
  tasks:
    - file: { path: "{{ root }}/releases/${release}", state: directory }
    - unarchive: { src: "${artifact}", dest: "{{ root }}/releases/${release}" }
    - file: { src: "releases/${release}", dest: "{{ root }}/current", state: link, force: true }
    - shell: cd -P "{{ root }}/current" && ${restartCommand}
    - shell: cd -P "{{ root }}/current" && ${checkCommand}
`

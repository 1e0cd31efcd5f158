import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Measured } from '../measure.ts'
import { checkCommand, plainShell, quote, restartCommand } from './floor.ts'
import type { Scene } from './scene.ts'

/** Fabric on all servers at once, or the script that everybody writes first: paramiko, one server after the other. */
export async function pythonFanOut(
  tool: 'fabric' | 'paramiko',
  scene: Scene,
  artifact: string,
  servers: number,
  release: string,
): Promise<Measured> {
  const place = await scene.place(tool)
  const hosts = scene.fleet.servers.slice(0, servers).map(({ username, host, port }) => ({ username, host, port }))
  const facts = { hosts, artifact, key: join(scene.folder, 'key'), remote: `${tool}-${release}.tgz` }
  const commands = [
    `mkdir -p ~/${tool}/releases/${release}`,
    `tar -xzf ~/${facts.remote} -C ~/${tool}/releases/${release} && rm ~/${facts.remote}`,
    `cd ~/${tool} && ln -s releases/${release} next && mv -T next current`,
    `cd -P ~/${tool}/current && ${restartCommand}`,
    `cd -P ~/${tool}/current && ${checkCommand}`,
  ]
  await writeFile(join(place, 'facts.json'), JSON.stringify({ ...facts, commands }))
  await writeFile(join(place, 'ship.py'), `${head}${tool === 'fabric' ? fabric : paramiko}`)
  return plainShell(
    `cd ${quote(place)}; /usr/bin/python3 ship.py > ship.log 2>&1 || { tail -n 20 ship.log >&2; exit 1; }`,
  )
}

const head = `import json
facts = json.load(open('facts.json'))
`

const fabric = `from fabric import Connection, ThreadingGroup
group = ThreadingGroup.from_connections([
    Connection(h['host'], user=h['username'], port=h['port'],
               connect_kwargs={'key_filename': facts['key'], 'look_for_keys': False, 'allow_agent': False})
    for h in facts['hosts']])
group.put(facts['artifact'], facts['remote'])
for command in facts['commands']:
    group.run(command, hide=True)
`

const paramiko = `import paramiko
for host in facts['hosts']:
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(host['host'], host['port'], host['username'], key_filename=facts['key'],
                   look_for_keys=False, allow_agent=False)
    sftp = client.open_sftp()
    sftp.put(facts['artifact'], facts['remote'])
    for command in facts['commands']:
        _, out, _ = client.exec_command(command)
        assert out.channel.recv_exit_status() == 0, command
    client.close()
`

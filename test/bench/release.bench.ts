import { parseArgs } from 'node:util'
import { type Measured, median, medians, peakMemory, printTable, seconds } from './measure.ts'
import { ansibleFanOut } from './release/ansible.ts'
import { floorCold, floorFanOut, floorRollback, isInstalled } from './release/floor.ts'
import { project, type Scene, setScene } from './release/scene.ts'
import { openSendoff, type Shipped } from './release/sendoff.ts'

// Times drift from machine to machine and minute to minute: tools take turns within each round, and ratios are judged.
const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: '1,10,20' },
    rounds: { type: 'string', default: '3' },
    memory: { type: 'string', default: '50' },
    'without-ansible': { type: 'boolean', default: false },
  },
})
const counts = values.servers.split(',').map(Number)
const rounds = Math.max(1, Number(values.rounds))
const memoryServers = Number(values.memory)
const megabyte = 1024 * 1024

interface Verdict {
  what: string
  value: string
  bar: string
  met: boolean
}
const verdicts: Verdict[] = []
const judge = (what: string, value: number, most: number, show: (value: number) => string) =>
  verdicts.push({ what, value: show(value), bar: `≤ ${show(most)}`, met: value <= most })
const times = (value: number) => `${value.toFixed(2)} ×`

const most = Math.max(...counts, memoryServers)
console.log(
  `\n${project.files} files of ${project.bytesPerFile} bytes, build 0.2 s, ${most} sshd on loopback, medians of ${rounds}\n`,
)
const scene = await setScene(most)
try {
  const artifact = await compareCold(scene)
  await compareFanOut(scene, artifact)
  if (memoryServers > 0) await measureMemory(scene)
  console.log('\nBars')
  printTable([
    ['what', 'measured', 'bar', ''],
    ...verdicts.map(({ what, value, bar, met }) => [what, value, bar, met ? 'met' : 'MISSED']),
  ])
  process.exitCode = verdicts.every(({ met }) => met) ? 0 : 1
} finally {
  await scene.close()
}

async function compareCold(scene: Scene): Promise<string> {
  const floor: Measured[] = []
  const cold: number[] = []
  const cached: number[] = []
  let artifact = ''
  for (let round = 0; round < rounds; round++) {
    const plain = await floorCold(scene)
    artifact = plain.artifact
    floor.push(plain)
    const sendoff = await openSendoff(scene)
    cold.push((await sendoff.ship(1)).buildMs)
    cached.push((await sendoff.ship(1)).beforeFanOutMs)
  }
  console.log('Before the fan-out: fetch, build, pack')
  printTable([
    ['', 'plain shell', 'Sendoff', 'ratio'],
    ['cold', seconds(medians(floor).ms), seconds(median(cold)), times(median(cold) / medians(floor).ms)],
    ['the same build again', '', seconds(median(cached)), ''],
  ])
  judge('cold start against the floor', median(cold) / medians(floor).ms, 1.3, times)
  judge('the same build again', median(cached), 300, seconds)
  return artifact
}

async function compareFanOut(scene: Scene, artifact: string) {
  const installed = await isInstalled('ansible-playbook')
  const withAnsible = installed && !values['without-ansible']
  if (!installed) console.log('\nansible-core is not installed and left out (Debian: apt-get install ansible-core)')
  const sendoff = await openSendoff(scene)
  let earlier = await sendoff.ship(Math.max(...counts))
  const rows = [
    ['servers', 'plain shell', 'Sendoff', 'ratio', 'CPU shell', 'CPU Sendoff', 'ansible-core', 'Sendoff faster'],
  ]
  for (const servers of counts) {
    const floor: Measured[] = []
    const ours: Shipped[] = []
    const ansible: Measured[] = []
    for (let round = 0; round < rounds; round++) {
      const release = `${servers}-${round}`
      floor.push(await floorFanOut(scene, artifact, servers, release))
      ours.push(await sendoff.ship(servers))
      if (withAnsible) ansible.push(await ansibleFanOut(scene, artifact, servers, release))
    }
    const [plain, mine] = [medians(floor), medians(ours.map(({ fanOutMs, cpuMs }) => ({ ms: fanOutMs, cpuMs })))]
    const theirs = medians(ansible)
    rows.push([
      String(servers),
      seconds(plain.ms),
      seconds(mine.ms),
      times(mine.ms / plain.ms),
      seconds(plain.cpuMs),
      seconds(mine.cpuMs),
      withAnsible ? seconds(theirs.ms) : '–',
      withAnsible ? times(theirs.ms / mine.ms) : '–',
    ])
    if (servers === 1) judge('1 server', mine.ms, 1500, seconds)
    else {
      judge(`${servers} servers against the floor`, mine.ms / plain.ms, 1.25, times)
      judge(`${servers} servers, CPU against the floor`, mine.cpuMs / plain.cpuMs, 2, times)
      if (withAnsible) judge(`${servers} servers, share of ansible's time`, mine.ms / theirs.ms, 0.2, times)
    }
  }
  console.log('\nFan-out: from the packed artifact to the last server checked')
  printTable(rows)
  await compareRollback(scene, Math.max(...counts))

  async function compareRollback(scene: Scene, servers: number) {
    const floor: Measured[] = []
    const ours: number[] = []
    for (let round = 0; round < rounds; round++) {
      floor.push(await floorRollback(scene, servers, `${servers}-0`))
      const latest = await sendoff.ship(servers)
      ours.push((await sendoff.rollBack(servers, earlier)).ms)
      earlier = latest
    }
    console.log(`\nRollback of ${servers} servers to a release that is still there`)
    printTable([
      ['plain shell', 'Sendoff', 'ratio'],
      [seconds(medians(floor).ms), seconds(median(ours)), times(median(ours) / medians(floor).ms)],
    ])
    judge(`rollback of ${servers} servers`, median(ours), 1000, seconds)
    judge(`rollback of ${servers} servers against the floor`, median(ours) / medians(floor).ms, 1.25, times)
  }
}

async function measureMemory(scene: Scene) {
  const sendoff = await openSendoff(scene)
  const peak = await peakMemory(() => sendoff.ship(memoryServers))
  console.log(`\nMemory of the whole process at ${memoryServers} servers: ${(peak / megabyte).toFixed(0)} MB`)
  judge(`memory at ${memoryServers} servers`, peak / megabyte, 350, (value) => `${value.toFixed(0)} MB`)
}

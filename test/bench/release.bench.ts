import { parseArgs } from 'node:util'
import { type Measured, median, medians, peakMemory, printTable, seconds } from './measure.ts'
import { floorCold, floorFanOut, floorRollback, isInstalled } from './release/floor.ts'
import { peers } from './release/peers.ts'
import { project, type Scene, setScene } from './release/scene.ts'
import { openSendoff, type Shipped } from './release/sendoff.ts'

// Times drift from machine to machine and minute to minute: tools take turns within each round, and ratios are judged.
const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: '1,10,20' },
    rounds: { type: 'string', default: '3' },
    memory: { type: 'string', default: '50' },
    /** Megabytes of an artifact that is sent to the most servers, for the memory that it takes; 0: none. */
    large: { type: 'string', default: '0' },
    parts: { type: 'string', default: 'cold,fanout,rollback,delta,memory' },
    without: { type: 'string', default: '' },
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
const has = (part: string) => values.parts.split(',').includes(part)
const times = (value: number) => `${value.toFixed(2)} ×`

const most = Math.max(...counts, memoryServers)
console.log(
  `\n${project.files} files of ${project.bytesPerFile} bytes, build 0.2 s, ${most} sshd on loopback, medians of ${rounds}\n`,
)
const scene = await setScene(most)
try {
  if (has('cold') || has('fanout') || has('rollback')) {
    const artifact = await compareCold(scene)
    if (has('fanout')) await compareFanOut(scene, artifact)
    if (has('rollback')) await compareRollback(scene, artifact, Math.max(...counts))
  }
  if (has('delta')) for (const servers of counts) await compareDelta(scene, servers)
  if (has('memory') && memoryServers > 0) await measureMemory(scene)
  if (Number(values.large) > 0) await measureLarge(scene, Number(values.large))
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

async function installedPeers() {
  const installed = []
  for (const peer of peers) {
    if (values.without.split(',').some((word) => word !== '' && peer.name.includes(word))) continue
    if (await isInstalled(peer.program)) installed.push(peer)
    else console.log(`\n${peer.name} is left out: ${peer.program} is not installed (Debian has it)`)
  }
  return installed
}

async function compareFanOut(scene: Scene, artifact: string) {
  const others = await installedPeers()
  const sendoff = await openSendoff(scene)
  await sendoff.ship(Math.max(...counts))
  const rows = [
    ['servers', 'plain shell', 'Sendoff', 'ratio', 'CPU shell', 'CPU Sendoff', ...others.map(({ name }) => name)],
  ]
  for (const servers of counts) {
    const floor: Measured[] = []
    const ours: Shipped[] = []
    const theirs = new Map(others.map(({ name }) => [name, [] as Measured[]]))
    for (let round = 0; round < rounds; round++) {
      const release = `${servers}-${round}`
      floor.push(await floorFanOut(scene, artifact, servers, release))
      ours.push(await sendoff.ship(servers))
      for (const { name, ship } of others) theirs.get(name)?.push(await ship(scene, artifact, servers, release))
    }
    const [plain, mine] = [medians(floor), medians(ours.map(({ fanOutMs, cpuMs }) => ({ ms: fanOutMs, cpuMs })))]
    const of = (name: string) => medians(theirs.get(name) ?? []).ms
    rows.push([
      String(servers),
      seconds(plain.ms),
      seconds(mine.ms),
      times(mine.ms / plain.ms),
      seconds(plain.cpuMs),
      seconds(mine.cpuMs),
      ...others.map(({ name }) => `${seconds(of(name))} (${times(of(name) / mine.ms)})`),
    ])
    if (servers === 1) judge('1 server', mine.ms, 1500, seconds)
    else {
      judge(`${servers} servers against the floor`, mine.ms / plain.ms, 1.25, times)
      judge(`${servers} servers, CPU against the floor`, mine.cpuMs / plain.cpuMs, 2, times)
      for (const { name, least } of others)
        if (least !== null) judge(`${servers} servers, share of ${name}'s time`, mine.ms / of(name), 1 / least, times)
    }
  }
  console.log('\nFan-out: from the packed artifact to the last server checked')
  printTable(rows)
}

/** Right after a release, as it is needed; then with its connections closed, as when it comes later or from another worker. */
async function compareRollback(scene: Scene, artifact: string, servers: number) {
  const sendoff = await openSendoff(scene)
  let earlier = await sendoff.ship(servers)
  await floorFanOut(scene, artifact, servers, 'back')
  const floor: Measured[] = []
  const ours = { warm: [] as number[], cold: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    floor.push(await floorRollback(scene, servers, 'back'))
    for (const how of ['warm', 'cold'] as const) {
      const latest = await sendoff.ship(servers)
      if (how === 'cold') await sendoff.cool()
      ours[how].push((await sendoff.rollBack(servers, earlier)).ms)
      earlier = latest
    }
  }
  const [plain, warm, cold] = [medians(floor).ms, median(ours.warm), median(ours.cold)]
  console.log(`\nRollback of ${servers} servers to a release that is still there`)
  printTable([
    ['', 'time', 'against the shell'],
    ['plain shell', seconds(plain), ''],
    ['Sendoff, right after the release', seconds(warm), times(warm / plain)],
    ['Sendoff, signing in anew', seconds(cold), times(cold / plain)],
  ])
  judge(`rollback of ${servers} servers, right after the release`, warm, 1000, seconds)
  judge(`rollback of ${servers} servers, signing in anew, against the floor`, cold / plain, 1.25, times)
}

/** One file of 2,000 changed: what travels to each server, and how long it takes beside the whole artifact. */
async function compareDelta(scene: Scene, servers: number) {
  const ways = {
    whole: await openSendoff(scene),
    delta: await openSendoff(scene, { deltas: true }),
    paying: await openSendoff(scene, { deltas: true, remembers: true }),
  }
  const runs = { whole: [] as Shipped[], delta: [] as Shipped[], paying: [] as Shipped[] }
  for (const each of Object.values(ways)) await each.ship(servers)
  for (let round = 0; round < rounds; round++) {
    const commit = await scene.repository.commit({ 'src/part-7/file-7.js': `changed ${servers} ${round}` })
    for (const name of ['whole', 'delta', 'paying'] as const) runs[name].push(await ways[name].ship(servers, commit))
  }
  const of = (shipped: Shipped[]) => ({
    ms: median(shipped.map(({ fanOutMs }) => fanOutMs)),
    sent: median(shipped.map(({ sentBytes }) => sentBytes)),
    cpuMs: median(shipped.map(({ cpuMs }) => cpuMs)),
  })
  const [all, little, paid] = [of(runs.whole), of(runs.delta), of(runs.paying)]
  console.log(`\nOne file of ${project.files} changed, ${servers} servers that have the release before`)
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`
  printTable([
    ['', 'sent per server', 'fan-out', 'CPU'],
    ['the whole artifact', kilobytes(all.sent), seconds(all.ms), seconds(all.cpuMs)],
    ['what is missing', kilobytes(little.sent), seconds(little.ms), seconds(little.cpuMs)],
    ['what pays', kilobytes(paid.sent), seconds(paid.ms), seconds(paid.cpuMs)],
  ])
  judge(`${servers} servers, one file changed: share of the artifact`, little.sent / all.sent, 0.1, times)
  judge(`${servers} servers, one file changed: against the whole artifact`, paid.ms / all.ms, 1.25, times)
}

async function measureLarge(scene: Scene, size: number) {
  const servers = Math.max(...counts)
  // By the build: this process is what is measured.
  const buildCommand = `head -c ${size}000000 /dev/urandom | split -b 10000000 - large-`
  const sendoff = await openSendoff(scene, { buildCommand })
  let shipped: Shipped | null = null
  const peak = await peakMemory(async () => {
    shipped = await sendoff.ship(servers)
  })
  console.log(
    `\nAn artifact of ${size} MB to ${servers} servers: ${seconds((shipped as Shipped | null)?.fanOutMs ?? 0)}`,
  )
  judge(`memory with ${size} MB to ${servers} servers`, peak / megabyte, 350, (value) => `${value.toFixed(0)} MB`)
}

async function measureMemory(scene: Scene) {
  const sendoff = await openSendoff(scene)
  const peak = await peakMemory(() => sendoff.ship(memoryServers))
  console.log(`\nMemory of the whole process at ${memoryServers} servers: ${(peak / megabyte).toFixed(0)} MB`)
  judge(`memory at ${memoryServers} servers`, peak / megabyte, 350, (value) => `${value.toFixed(0)} MB`)
}

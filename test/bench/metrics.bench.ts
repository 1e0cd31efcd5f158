import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { ApiClient } from '../../apps/api/src/demo/client.ts'
import { cpuMs } from './chat/process-figures.ts'
import { median, printTable, seconds } from './measure.ts'
import { openSampledProcess, type SampledProcess } from './metrics/sampled-process.ts'

// One process with its embedded database samples servers every second, because somebody looks at all of them: what that costs
// it, and whether releases to the same servers take longer. Runs with and without take turns.
const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: '100' },
    /** Real sshd; servers are spread over them, each with a connection and a script of its own. */
    sshd: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '15' },
    runs: { type: 'string', default: '3' },
  },
})
const [servers, sshd, spanMs, runs] = [values.servers, values.sshd, Number(values.seconds) * 1000, values.runs].map(
  Number,
) as [number, number, number, number]

interface Run {
  cores: number
  loopDelayMs: number
  samples: number
  releaseMs: number
}

const world = await openSampledProcess({ servers, sshd })
try {
  const measured: Record<'watched' | 'own' | 'calm', Run[]> = { watched: [], own: [], calm: [] }
  await ship(world.api, world.environmentId)
  for (let run = 0; run < runs; run++) {
    measured.calm.push(await measure(world))
    for (const [name, count] of [
      ['own', sshd],
      ['watched', servers],
    ] as const) {
      const watching = await world.watch(count)
      // Connections are there, and everything has its pace.
      await pause(5_000)
      measured[name].push(await measure(world))
      watching.abort()
      await pause(3_000)
    }
  }
  const shown = (of: Run[]) => {
    const middle = (pick: (run: Run) => number) => median(of.map(pick))
    return [
      middle(({ cores }) => cores).toFixed(2),
      `${middle(({ loopDelayMs }) => loopDelayMs).toFixed(0)} ms`,
      middle(({ samples }) => samples).toFixed(0),
      seconds(middle(({ releaseMs }) => releaseMs)),
    ]
  }
  console.log(
    `\n${servers} servers on ${sshd} sshd, embedded database; medians of ${runs} runs of ${values.seconds} s that take turns`,
  )
  printTable([
    ['', 'processors', 'event-loop delay p99', 'samples a second', `a release to ${sshd} servers`],
    ['nobody looks (every 30 s)', ...shown(measured.calm)],
    ['those of the release are watched', ...shown(measured.own)],
    ['all are watched (every second)', ...shown(measured.watched)],
  ])
} finally {
  await world.close()
}

async function measure({ api, url, pid, environmentId, countSamples }: SampledProcess): Promise<Run> {
  const before = await countSamples()
  const counted = performance.now()
  await loopDelay(url)
  const [began, cpu] = [performance.now(), cpuMs(pid)]
  await pause(spanMs)
  const cores = (cpuMs(pid) - cpu) / (performance.now() - began)
  const loopDelayMs = await loopDelay(url)
  const samples = (((await countSamples()) - before) * 1000) / (performance.now() - counted)
  return { cores, samples, loopDelayMs, releaseMs: await ship(api, environmentId) }
}

/** p99 since it was asked last. */
async function loopDelay(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(text)?.[1]) * 1000
}

async function ship(api: ApiClient, environmentId: string): Promise<number> {
  const began = performance.now()
  const { createRelease } = await api.ask<{ createRelease: { id: string } }>(
    'mutation ($i: CreateReleaseInput!) { createRelease(input: $i) { id } }',
    { i: { environmentId, revision: 'main' } },
  )
  const events = api.follow<{ seq: number; releaseStatus: string }>(
    'subscription ($id: ID!, $after: Int) { releaseEvents(releaseId: $id, after: $after) { seq releaseStatus } }',
    { id: createRelease.id },
  )
  for await (const { releaseStatus } of events) {
    if (releaseStatus === 'SUCCEEDED') return performance.now() - began
    if (/FAILED|CANCELLED/.test(releaseStatus)) throw new Error(`The release ended as ${releaseStatus}.`)
  }
  throw new Error('The stream ended before the release.')
}

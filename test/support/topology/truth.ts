import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { eventually } from '../releases.ts'
import type { Caller } from './caller.ts'
import type { Seen, Watcher } from './watch.ts'

export interface ToldRelease {
  status: string
  failure: string | null
  directory: string
  commit: string
  headSeq: number
  outputHeadSeq: number
  steps: { key: string; status: string }[]
  targets: { serverName: string; status: string; liveDirectory: string | null; previousDirectory: string | null }[]
}

export const ENDED = ['SUCCEEDED', 'FAILED', 'CANCELLED']

export async function tell(caller: Caller, url: string, id: string): Promise<ToldRelease> {
  const { release } = await caller.ask<{ release: ToldRelease }>(
    url,
    `query ($id: ID!) { release(id: $id) {
      status failure directory commit headSeq outputHeadSeq steps { key status }
      targets { serverName status liveDirectory previousDirectory }
    } }`,
    { id },
  )
  return release
}

export const untilEnded = (caller: Caller, url: string, id: string, withinMs = 60_000) =>
  eventually(async () => {
    const release = await tell(caller, url, id)
    return ENDED.includes(release.status) && release
  }, withinMs)

/** What is told about an ended release must be what lies on the servers' disks, and nothing half done may be left there. */
export function expectTruth(release: ToldRelease, homes: string[]): void {
  expect(ENDED).toContain(release.status)
  expect(release.steps.filter(({ status }) => ['PENDING', 'BLOCKED', 'RUNNING'].includes(status))).toEqual([])
  for (const [n, home] of homes.entries()) {
    const current = join(home, 'current')
    const live = lstatSync(current, { throwIfNoEntry: false }) ? readlinkSync(current).replace('releases/', '') : null
    const target = release.targets[n]
    expect(target?.liveDirectory ?? null, `told of ${target?.serverName}`).toBe(live)
    if (release.status === 'SUCCEEDED') {
      expect(live, `live on ${target?.serverName}`).toBe(release.directory)
      expect(readFileSync(join(current, 'REVISION'), 'utf8').trim()).toBe(release.commit)
      expect(target?.status).toBe('SUCCEEDED')
    }
    expectTidy(home)
  }
}

function expectTidy(home: string): void {
  if (!existsSync(join(home, '.sendoff'))) return
  expect(existsSync(join(home, '.sendoff/lock')), `a lock in ${home}`).toBe(false)
  expect(readdirSync(join(home, '.sendoff/incoming')), `uploads in ${home}`).toEqual([])
  expect(readdirSync(home).filter((name) => name.startsWith('.current'))).toEqual([])
  for (const name of readdirSync(join(home, 'releases'))) {
    for (const file of ['REVISION', 'BUILD', 'index.txt', 'payload.bin']) {
      expect(existsSync(join(home, 'releases', name, file)), `${file} in releases/${name}`).toBe(true)
    }
  }
}

/** 1, 2, 3 … to the head: nothing twice, nothing missing, nothing out of order. */
export function expectGapless(watcher: Watcher, headSeq: number): void {
  expect(watcher.seen.map(({ seq }) => seq)).toEqual(Array.from({ length: headSeq }, (_, n) => n + 1))
}

export const textOf = (seen: Seen[], stepKey: string) =>
  seen
    .filter((chunk) => chunk.stepKey === stepKey)
    .map(({ text }) => text)
    .join('')

/** Processes, here and on the servers (which are this machine too), that a release's command started and left. */
export function markedProcesses(mark: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark)) return []
        return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`]
      } catch {
        return []
      }
    })
}

export const untilNothingRuns = (mark: string) =>
  eventually(async () => markedProcesses(mark).length === 0, 15_000).catch(() => {
    expect(markedProcesses(mark)).toEqual([])
  })

/** Build directories that a data directory still holds for somebody. What lost its owner in making or removing goes later. */
export function workDirectories(data: string): string[] {
  const work = join(data, 'artifacts/work')
  if (!existsSync(work)) return []
  return readdirSync(work).filter((name) => existsSync(join(work, name, 'owner.json')))
}

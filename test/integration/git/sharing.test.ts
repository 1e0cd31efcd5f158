import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type MirrorBench, openMirrorBench, openMirrors, url } from '../../support/repositories.ts'

let bench: MirrorBench
beforeEach(async () => {
  bench = await openMirrorBench({ graceMs: 500 })
})
afterEach(() => bench.close())

const leftovers = async () =>
  (await readdir(bench.mirrorsDirectory)).filter((name) => /lock|\.new-|break/.test(name) && !name.startsWith('.'))

/** Command lines of all processes that name the folder. */
async function running(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.includes(folder))
}

describe('sharing a mirror', () => {
  it('lets several instances on one disk refresh at once', async () => {
    const { repository, mirrorsDirectory } = bench
    const instances = await Promise.all([1, 2, 3].map(() => openMirrors(mirrorsDirectory)))
    for (let round = 0; round < 3; round++) {
      const commit = await repository.commit({ a: `${round}` })
      const mirrors = [...instances, ...instances].map((each) => each.mirror(url(repository.path), null))
      await Promise.all(mirrors.map((mirror) => mirror.refresh()))
      for (const mirror of mirrors) expect(await mirror.resolve('main')).toBe(commit)
    }
    expect(await leftovers()).toEqual([])
  })

  it('takes over the lock of a process that was killed, and clears what its git left', async () => {
    const { repository, mirror, mirrorsDirectory } = bench
    await repository.commit({ a: '1' })
    await mirror.refresh()
    const [name] = (await readdir(mirrorsDirectory)).filter((entry) => /^[0-9a-f]{32}$/.test(entry))
    const path = join(mirrorsDirectory, name ?? '')
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    await writeFile(`${path}.lock`, JSON.stringify({ pid: child.pid, host: hostname(), started: null, token: 'x' }))
    const waiting = mirror.refresh()
    const first = await Promise.race([waiting.then(() => 'done'), new Promise((r) => setTimeout(r, 300, 'waits'))])
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await waiting
    expect(first).toBe('waits')
    const commit = await repository.commit({ a: '2' })
    await writeFile(join(path, 'packed-refs.lock'), '')
    await writeFile(join(path, 'refs/heads/main.lock'), '')
    await writeFile(join(path, 'objects/pack/tmp_pack_abc'), 'x')
    await mirror.refresh()
    expect(await mirror.resolve('main')).toBe(commit)
    expect(await readdir(join(path, 'objects/pack'))).not.toContain('tmp_pack_abc')
    expect(await leftovers()).toEqual([])
  })

  it('fetches a damaged mirror anew', async () => {
    const { repository, mirror, mirrorsDirectory } = bench
    await repository.commit({ a: '1' })
    await mirror.refresh()
    const [name] = (await readdir(mirrorsDirectory)).filter((entry) => /^[0-9a-f]{32}$/.test(entry))
    const packs = join(mirrorsDirectory, name ?? '', 'objects/pack')
    for (const file of await readdir(packs)) if (file.endsWith('.pack')) await writeFile(join(packs, file), 'damaged')
    const commit = await repository.commit({ a: '2' })
    await mirror.refresh()
    expect(await mirror.resolve('main')).toBe(commit)
    expect(await mirror.commits('main', 5)).toHaveLength(2)
  })

  it('leaves neither process nor lock when cancelled in the middle', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const connected = once(silent, 'connection')
    const stop = new AbortController()
    const address = `http://127.0.0.1:${port}/never-${process.pid}.git`
    const refresh = bench.mirrorOf(address).refresh({ signal: stop.signal })
    await connected
    stop.abort()
    await expect(refresh).rejects.toMatchObject({ name: 'AbortError' })
    expect(await running(`never-${process.pid}`)).toEqual([])
    expect(await leftovers()).toEqual([])
    silent.close()
  })

  it('gives up on a host that says nothing', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const mirrors = await openMirrors(bench.mirrorsDirectory, { idleTimeoutMs: 300, graceMs: 500 })
    const answer = await mirrors.check(url(`http://127.0.0.1:${port}/x.git`), null)
    expect(answer).toMatchObject({ ok: false, code: 'TIMED_OUT' })
    silent.close()
    expect(existsSync(join(bench.mirrorsDirectory, '.secrets'))).toBe(true)
  })
})

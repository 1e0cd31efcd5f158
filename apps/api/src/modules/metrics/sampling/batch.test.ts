import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseBatch } from './batch.ts'
import { ASK_FIGURES, ASK_MOUNTS, BATCH_END, BATCH_SCRIPT } from './batch-script.ts'
import { figuresOf } from './figures.ts'

/** As Linux 6.1 on a virtual machine says it; ticks and counters are the ones to change. */
const debian = ({
  uptime = '1000.50',
  cpu = '1000 0 500 8000 500 0 0 0 0 0',
  received = 5_000,
  written = 2_000,
} = {}) =>
  `uptime ${uptime} 1234.00
load 0.42 0.30 0.20 2/345 6789
cpu  ${cpu}
MemTotal:        1000000 kB
MemFree:          100000 kB
MemAvailable:     400000 kB
SwapTotal:        200000 kB
SwapFree:         150000 kB
HugePages_Total:       0
Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 99999999    1000    0    0    0     0          0         0 99999999    1000    0    0    0     0       0          0
enp0s31f6:${received}      10    0    0    0     0          0         0     7000      20    0    0    0     0       0          0
veth1a2b: 88888888      10    0    0    0     0          0         0 88888888      20    0    0    0     0       0          0
   8       0 sda 100 0 1000 50 200 0 ${written} 60 0 100 110 0 0 0 0
   8       1 sda1 90 0 900 50 200 0 ${written} 60 0 100 110 0 0 0 0
   7       0 loop0 5 0 50 1 0 0 0 0 0 1 1
`
const mounts = `mounts
Filesystem     1024-blocks    Used Available Capacity Mounted on
tmpfs               100000   90000     10000      90% /run
/dev/sda1          1000000  500000    300000      63% /
/dev/sda1          1000000  500000    300000      63% /var/lib/docker
/dev/sdb1           100000   95000      5000      95% /srv/with a space
overlay            1000000  500000    300000      63% /var/lib/docker/overlay2/x/merged
/dev/loop0           50000   50000         0     100% /snap/core
`

test('figures of two batches are what happened between them', () => {
  const before = parseBatch(debian())
  const now = parseBatch(
    debian({ uptime: '1010.50', cpu: '1500 0 500 8400 600 0 0 0 0 0', received: 25_000, written: 4_000 }) + mounts,
  )
  expect(figuresOf(now, before)).toEqual({
    ...{ cpu: 50, memory: 60, swap: 25, load: 0.42 },
    ...{ netReceived: 2_000, netSent: 0, diskRead: 0, diskWritten: (2_000 * 512) / 10 },
    ...{ 'disk:/srv/with a space': 95, 'disk:/': 62.5 },
  })
})

test('a first batch tells what needs no other, and mounts that were not asked for are as they were', () => {
  expect(figuresOf(parseBatch(debian()), null, { 'disk:/': 50, cpu: 99 })).toEqual({
    ...{ memory: 60, swap: 25, load: 0.42, 'disk:/': 50 },
  })
})

test('no rate is told over a restart of the server, whatever its counters say', () => {
  const before = parseBatch(debian({ uptime: '1000.50', received: 5 }))
  const figures = figuresOf(parseBatch(debian({ uptime: '12.00', received: 5_000_000 })), before)
  expect(Object.keys(figures)).toEqual(['memory', 'swap', 'load'])
})

test('a counter of 32 bits that goes over its end goes on; one that begins anew is left out', () => {
  const at = (uptime: string, received: number) => parseBatch(debian({ uptime, received }))
  const wrapped = figuresOf(at('1010.50', 1_000), at('1000.50', 2 ** 32 - 1_000))
  expect(wrapped.netReceived).toBe(200)
  expect(figuresOf(at('1010.50', 10), at('1000.50', 5_000_000)).netReceived).toBeUndefined()
})

test('whatever else a server says does no harm', () => {
  for (const text of [
    '',
    'cpu',
    'cpu a b c d',
    'uptime -1',
    'load 1e9999',
    ':::',
    'mounts\n/dev/x 1 2',
    '\u0000 kB',
    '1 2 3 4 5 6 7 8 9 10',
  ]) {
    expect(() => figuresOf(parseBatch(text), parseBatch(text))).not.toThrow()
  }
  expect(figuresOf(parseBatch(''), parseBatch(''))).toEqual({})
})

const shells = [['sh', '-c'], ...(existsSync('/usr/bin/busybox') ? [['busybox', 'sh', '-c']] : [])]
test.runIf(existsSync('/proc/stat')).each(shells)('the script answers each question in %s', (shell, ...args) => {
  const { stdout, status } = spawnSync(shell ?? 'sh', [...args, BATCH_SCRIPT], {
    input: `${ASK_FIGURES}\n${ASK_MOUNTS}\n`,
    encoding: 'utf8',
  })
  const [first = '', second = '', rest] = stdout.split(`${BATCH_END}\n`)
  expect([status, rest]).toEqual([0, ''])
  expect(parseBatch(first)).toMatchObject({ uptime: expect.any(Number), load: expect.any(Number), mounts: null })
  expect(figuresOf(parseBatch(second), null)).toMatchObject({
    memory: expect.any(Number),
    'disk:/': expect.any(Number),
  })
})

import { expect, it } from 'vitest'
import { snapshotOf } from '../../../engine/testing/snapshot.ts'
import type { EngineVariable } from '../../../engine/types.ts'
import { variablesOfRun } from './release.variables.ts'

const versions: Record<string, EngineVariable[]> = {
  1: [
    { name: 'MODE', value: 'then', secret: false, scope: 'BUILD' },
    { name: 'KEY', value: 'old', secret: true, scope: 'BOTH' },
  ],
  2: [
    { name: 'MODE', value: 'today', secret: false, scope: 'BUILD' },
    { name: 'KEY', value: 'new', secret: true, scope: 'BOTH' },
  ],
}
const open = async (_environmentId: string, version = 2) => versions[version] ?? []

it('runs with the version that was fixed; from before there were versions, with the newest', async () => {
  expect(await variablesOfRun(open, snapshotOf({ variablesVersion: 1 }))).toEqual(versions[1])
  expect(await variablesOfRun(open, snapshotOf())).toEqual(versions[2])
})

it('builds a rollback with what its build was made with, and runs it with what holds today', async () => {
  const back = snapshotOf({ kind: 'ROLLBACK', variablesVersion: 2, buildVariablesVersion: 1 })
  expect(await variablesOfRun(open, back)).toEqual([
    { name: 'MODE', value: 'then', secret: false, scope: 'BUILD' },
    { name: 'KEY', value: 'old', secret: true, scope: 'BUILD' },
    { name: 'KEY', value: 'new', secret: true, scope: 'RUNTIME' },
  ])
})

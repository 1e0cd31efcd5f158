import fc from 'fast-check'
import { expect, it } from 'vitest'
import { planRelease } from './plan.ts'
import { snapshotOf } from './testing/snapshot.ts'

it('draws the whole of a release with everything set', () => {
  const commands = { afterFetchCommand: 'a', beforeUploadCommand: 'b', afterUploadCommand: 'c' }
  const steps = planRelease(snapshotOf({ servers: [{ id: 's1', name: 'web-1' }], ...commands }))
  expect(steps.map(({ key, kind, parentKeys }) => `${parentKeys} > ${kind} ${key}`)).toEqual([
    ' > START start',
    'start > FETCH fetch',
    'fetch > HOOK hook:after-fetch',
    'hook:after-fetch > BUILD build',
    'build > HOOK hook:before-upload',
    'hook:before-upload > PACKAGE package',
    'package > UPLOAD upload:s1',
    'upload:s1 > HOOK hook:after-upload:s1',
    'hook:after-upload:s1 > ACTIVATE activate:s1',
    'activate:s1 > RESTART restart:s1',
    'restart:s1 > CHECK check:s1',
    'check:s1 > END end',
  ])
  expect(steps.filter(({ title }) => title !== null).map(({ title }) => title)).toEqual([
    'after-fetch',
    'before-upload',
    'after-upload',
  ])
})

it('is a graph without cycles, from one start to one end, whatever the release', () => {
  const command = fc.option(fc.string())
  const release = fc.record({
    servers: fc.uniqueArray(fc.uuid(), { maxLength: 12 }).map((ids) => ids.map((id) => ({ id, name: id }))),
    afterFetchCommand: command,
    buildCommand: command,
    beforeUploadCommand: command,
    afterUploadCommand: command,
    restartCommand: command,
    checkCommand: command,
    kind: fc.constantFrom('SHIP' as const, 'ROLLBACK' as const),
  })
  fc.assert(
    fc.property(release, (change) => {
      const steps = planRelease(snapshotOf(change))
      const seen = new Set<string>()
      for (const step of steps) {
        expect(seen.has(step.key)).toBe(false)
        // Parents come first in the list, so there can be no cycle.
        for (const parent of step.parentKeys) expect(seen.has(parent)).toBe(true)
        seen.add(step.key)
      }
      const parents = new Set(steps.flatMap((step) => step.parentKeys))
      expect(steps.filter((step) => step.parentKeys.length === 0).map(({ key }) => key)).toEqual(['start'])
      expect(steps.filter((step) => !parents.has(step.key)).map(({ key }) => key)).toEqual(['end'])
      for (const { id } of change.servers) {
        expect(steps.filter((step) => step.serverId === id)).toHaveLength(change.afterUploadCommand === null ? 4 : 5)
      }
    }),
  )
})

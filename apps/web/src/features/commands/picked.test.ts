import { expect, test } from 'vitest'
import type { PickServer } from './operations.ts'
import { confirmationFor, labelsOf, matching, placesOf } from './picked.ts'

const server = (name: string, labels: string[], environment?: string, isProduction = false): PickServer => ({
  ...{ id: name, name, host: `${name}.example`, labels, mayOperate: true, isProduction },
  environments: environment ? [{ id: environment, name: environment, project: { id: 'shop', title: 'Shop' } }] : [],
})
const fleet = [server('web-1', ['web'], 'test'), server('web-2', ['web', 'big'], 'live', true), server('db-1', ['db'])]
const nothing = { search: '', label: '', place: '' }

test('finds by name, label, environment and project', () => {
  const names = (filter: object) => matching(fleet, { ...nothing, ...filter }).map(({ name }) => name)
  expect(names({})).toHaveLength(3)
  expect(names({ search: ' WEB ' })).toEqual(['web-1', 'web-2'])
  expect(names({ label: 'big' })).toEqual(['web-2'])
  expect(names({ place: 'shop' })).toEqual(['web-1', 'web-2'])
  expect(names({ place: 'test', search: 'db' })).toEqual([])
})

test('counts labels, and names places once', () => {
  expect(labelsOf(fleet)[0]).toEqual({ label: 'web', count: 2 })
  expect(placesOf(fleet).map(({ title }) => title)).toEqual(['Shop', 'Shop · live', 'Shop · test'])
})

test('asks for a name or a number only where it matters', () => {
  expect(confirmationFor(fleet.slice(0, 1), false)).toBeNull()
  expect(confirmationFor(fleet.slice(0, 1), true)).toBe('web-1')
  expect(confirmationFor(fleet.slice(1, 2), false)).toBe('web-2')
  expect(confirmationFor(fleet, false)).toBe('3')
})

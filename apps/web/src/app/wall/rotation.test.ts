import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeOf, type Scene, type SceneName, sceneAt, sceneNames, scenesOf } from './rotation.ts'

const stocks = fc.record(
  Object.fromEntries(sceneNames.map((name) => [name, fc.nat({ max: 4 })])) as Record<SceneName, fc.Arbitrary<number>>,
)
const nameOf = ({ name, page }: Scene) => `${name} ${page}`

test('whatever is there has its turn once in each round, and nothing else has', () => {
  fc.assert(
    fc.property(stocks, fc.nat({ max: 50 }), (stock, from) => {
      const scenes = scenesOf(stock)
      const seen = scenes.map((_, turn) => sceneAt(scenes, from + turn))
      expect(new Set(seen.map((scene) => nameOf(scene as Scene)))).toEqual(new Set(scenes.map(nameOf)))
      expect(scenes.length).toBe(Object.values(stock).reduce((sum, pages) => sum + pages, 0))
    }),
  )
})

test('what is shown stays where it is while others come and go; when it is gone the next one follows', () => {
  fc.assert(
    fc.property(stocks, stocks, fc.nat(), (before, after, at) => {
      const shown = sceneAt(scenesOf(before), at)
      const scenes = scenesOf(after)
      const now = sceneAt(scenes, placeOf(scenes, shown))
      const order = (scene: Scene) => sceneNames.indexOf(scene.name) * 100 + scene.page
      const stays = scenes.find((scene) => shown && nameOf(scene) === nameOf(shown))
      const later = scenes.find((scene) => shown && order(scene) > order(shown))
      expect(now).toEqual(stays ?? later ?? scenes[0] ?? null)
    }),
  )
})

test('a round backwards is the same round', () => {
  const scenes = scenesOf({ releases: 1, environments: 2, fleet: 0, goNoGo: 1, poll: 1 })
  expect([4, 3, 2, 1, 0, -1, -2].map((place) => nameOf(sceneAt(scenes, place) as Scene))).toEqual([
    'poll 0',
    'goNoGo 0',
    'environments 1',
    'environments 0',
    'releases 0',
    'poll 0',
    'goNoGo 0',
  ])
})

test('the address chooses and orders what is shown', () => {
  const stock = { releases: 1, environments: 1, fleet: 1, goNoGo: 1, poll: 1 }
  const wanted: SceneName[] = ['fleet', 'releases']
  const scenes = scenesOf(stock, wanted)
  expect(scenes.map(({ name }) => name)).toEqual(wanted)
  expect(placeOf(scenes, { name: 'fleet', page: 3, pages: 4 }, wanted)).toBe(1)
})

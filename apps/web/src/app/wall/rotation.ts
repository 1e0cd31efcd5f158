/** What the wall shows at one time: a kind of scene, and which page of it where one does not hold everything. */
export interface Scene {
  name: SceneName
  page: number
  /** How many pages this kind of scene has at present. */
  pages: number
}

export const sceneNames = ['releases', 'environments', 'fleet', 'goNoGo', 'poll'] as const
export type SceneName = (typeof sceneNames)[number]

export const isSceneName = (name: string): name is SceneName => (sceneNames as readonly string[]).includes(name)

/** How many pages each kind has; 0: there is nothing to show of it. */
export type Stock = Readonly<Record<SceneName, number>>

/** All scenes in the order in which they take turns, those that have nothing left out. */
export const scenesOf = (stock: Stock, wanted: readonly SceneName[] = sceneNames): Scene[] =>
  wanted.flatMap((name) => Array.from({ length: stock[name] }, (_, page) => ({ name, page, pages: stock[name] })))

const isSame = (one: Scene | null, other: Scene) => one?.name === other.name && one.page === other.page

/** Where the wall stands: the scene itself, or the next one that is still there when it is gone. */
export function placeOf(
  scenes: readonly Scene[],
  shown: Scene | null,
  wanted: readonly SceneName[] = sceneNames,
): number {
  const exact = scenes.findIndex((scene) => isSame(shown, scene))
  if (exact >= 0 || !shown) return Math.max(0, exact)
  const rank = (scene: Scene) => wanted.indexOf(scene.name) * 1e6 + scene.page
  const behind = scenes.findIndex((scene) => rank(scene) > rank(shown))
  return Math.max(0, behind)
}

/** The scene that many places further on, around the end. Null when there is nothing at all. */
export function sceneAt(scenes: readonly Scene[], place: number): Scene | null {
  if (scenes.length === 0) return null
  return scenes[((place % scenes.length) + scenes.length) % scenes.length] ?? null
}

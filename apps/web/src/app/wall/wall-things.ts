import { computed, type InjectionKey, inject, provide } from 'vue'
import type { Stock } from './rotation.ts'
import { useWall } from './use-wall.ts'
import { ENVIRONMENTS_PER_PAGE, pagesOf, RELEASES_PER_PAGE } from './wall-state.ts'

type Wall = ReturnType<typeof useWall>
const wallKey: InjectionKey<Wall> = Symbol('wall')

/** Reads what the wall shows, for the page itself and for its scenes; `stock`: how much there is of each. */
export function provideWall() {
  const wall = useWall()
  provide(wallKey, wall)
  const stock = computed<Stock>(() => ({
    releases: pagesOf(wall.releases.value.length, RELEASES_PER_PAGE),
    environments: pagesOf(wall.environments.value.length, ENVIRONMENTS_PER_PAGE),
    fleet: Object.values(wall.fleet.value ?? {}).some((n) => n > 0) ? 1 : 0,
    goNoGo: wall.goNoGos.value.length,
    poll: wall.polls.value.length,
  }))
  return { wall, stock }
}

export function useWallThings(): Wall {
  const wall = inject(wallKey)
  if (!wall) throw new Error('no wall provided')
  return wall
}

import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { placeOf, type Scene, type SceneName, type Stock, sceneAt, scenesOf } from './rotation.ts'

/** Turns the wall: every so many seconds the next scene that has something to show, unless it is held. */
export function useRotation(stock: Ref<Stock>, wanted: readonly SceneName[], everyMs: number) {
  const held = ref(false)
  const shown = shallowRef<Scene | null>(null)
  const scenes = computed(() => scenesOf(stock.value, wanted))
  let timer: ReturnType<typeof setTimeout> | undefined

  function show(scene: Scene | null) {
    shown.value = scene
    clearTimeout(timer)
    timer = setTimeout(() => (held.value ? show(shown.value) : go(1)), everyMs)
  }
  const go = (places: number) => show(sceneAt(scenes.value, placeOf(scenes.value, shown.value, wanted) + places))

  // What is shown may vanish, or get more pages, without a turn: the time that it has does not begin anew.
  watch(
    scenes,
    (all) => {
      const now = sceneAt(all, placeOf(all, shown.value, wanted))
      if (shown.value && now?.name === shown.value.name) shown.value = now
      else show(now)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))

  return {
    shown,
    held,
    next: () => go(1),
    previous: () => go(-1),
    /** Something has happened there that everybody should see now. */
    jumpTo(name: SceneName) {
      const first = scenes.value.find((scene) => scene.name === name)
      if (first && !held.value && shown.value?.name !== name) show(first)
    },
  }
}

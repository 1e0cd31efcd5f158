import { onBeforeUnmount, onMounted } from 'vue'

/** Keeps the room as high as what the keyboard of a phone leaves: browsers that lay it over the page would cover the composer. */
export function usePhoneHeight() {
  const view = window.visualViewport
  const { style } = document.documentElement
  const fit = () => {
    if (view) style.setProperty('--visible-height', `${Math.round(view.height)}px`)
  }
  onMounted(() => {
    fit()
    view?.addEventListener('resize', fit)
  })
  onBeforeUnmount(() => {
    view?.removeEventListener('resize', fit)
    style.removeProperty('--visible-height')
  })
}

import { ref, watch } from 'vue'

const stored = (key: string) => localStorage.getItem(`sendoff.terminal.${key}`)
const SMALLEST = 9
const LARGEST = 28

/** How a person wants terminals; kept in this browser. */
export const fontSize = ref(Math.min(LARGEST, Math.max(SMALLEST, Number(stored('fontSize')) || 14)))
/** Output is also written for screen readers, which costs time. */
export const screenReader = ref(stored('screenReader') === 'true')

watch(fontSize, (size) => localStorage.setItem('sendoff.terminal.fontSize', String(size)))
watch(screenReader, (on) => localStorage.setItem('sendoff.terminal.screenReader', String(on)))

export function changeFontSize(by: number) {
  fontSize.value = Math.min(LARGEST, Math.max(SMALLEST, fontSize.value + by))
}

import { ref, watch } from 'vue'

const app = document.title
const title = ref<string | null>(null)
const unread = ref(0)

watch([title, unread], ([shown, count]) => {
  document.title = `${count > 0 ? `(${count}) ` : ''}${shown ?? app}`
})

/** What the tab is about; null: the app itself. */
export const titlePage = (shown: string | null) => {
  title.value = shown
}

/** How much waits for the reader, shown in front of every title. */
export const countInTitle = (count: number) => {
  unread.value = count
}

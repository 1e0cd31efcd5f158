import { computed, nextTick, type Ref, ref, shallowRef } from 'vue'
import { answersOf, type Draft, draftOf } from './draft.ts'
import { faultsOf } from './faults.ts'
import type { FormField, FormValues } from './form-field.ts'
import { faultText } from './form-words.ts'

/** Faults that the server told, with the answers that they were told of: they go when the answer changes. */
interface Told {
  messages: Readonly<Record<string, string>>
  draft: string
}

/** What a page needs to have a form filled in: what is typed, the answers, and what is wrong with them. */
export function useForm(
  fields: Readonly<Ref<readonly FormField[]>>,
  schema: Readonly<Ref<unknown>>,
  values: FormValues = {},
) {
  const draft = ref<Draft>(draftOf(fields.value, values))
  /** Nobody is told of faults before they have asked for something to happen. */
  const checked = ref(false)
  const told = shallowRef<Told | null>(null)
  const answers = computed(() => answersOf(fields.value, draft.value))
  const faults = computed(() => faultsOf(fields.value, draft.value, schema.value))
  const own = computed(() =>
    Object.fromEntries(Object.entries(faults.value).map(([place, fault]) => [place, faultText(fault)])),
  )
  const errors = computed<Readonly<Record<string, string>>>(() => ({
    ...(told.value && told.value.draft === JSON.stringify(draft.value) ? told.value.messages : {}),
    ...(checked.value ? own.value : {}),
  }))

  async function showFirst() {
    await nextTick()
    const [first] = fields.value.filter(({ name }) =>
      Object.keys(errors.value).some((place) => place.split('.')[0] === name),
    )
    const box = first && document.querySelector<HTMLElement>(`[data-field="${first.name}"]`)
    const control =
      box?.querySelector<HTMLElement>('[aria-invalid=true]') ??
      box?.querySelector<HTMLElement>('input, select, textarea, button')
    control?.focus()
  }

  return {
    draft,
    errors,
    values: computed(() => answers.value.values),
    shown: computed(() => answers.value.shown),
    /** Begins anew with these answers. */
    fill(next: FormValues) {
      draft.value = draftOf(fields.value, next)
      checked.value = false
      told.value = null
    },
    /** Whether everything is right; if not, it says what is wrong and leads to the first. */
    check(): boolean {
      checked.value = true
      const right = Object.keys(faults.value).length === 0
      if (!right) void showFirst()
      return right
    },
    /** Shows what the server said of `form.<name>`, at the same places. */
    tell(failures: Readonly<Record<string, string>>) {
      const messages = Object.entries(failures).flatMap(([path, message]) =>
        path.startsWith('form.') ? [[path.slice('form.'.length), message]] : [],
      )
      told.value = { messages: Object.fromEntries(messages), draft: JSON.stringify(draft.value) }
      if (messages.length > 0) void showFirst()
    },
  }
}

export type Form = ReturnType<typeof useForm>

import { useClientHandle } from '@urql/vue'
import { computed, ref, shallowRef } from 'vue'
import { type Failure, toFailure } from '../../graphql/failure.ts'
import { text } from '../../shared/i18n/i18n.ts'
import { MAX_TEXT_BYTES } from './file-texts.ts'
import { asStored, asTyped, type LineEnd, lineEndOf } from './line-ends.ts'
import { readTextFile, saveTextFile } from './operations.ts'

/** A request has 1,000,000 bytes. */
const MAX_SENT_BYTES = 950_000

/** What there is on the server now, when it is not what was read. `text` null: the file is gone. */
export interface Theirs {
  text: string | null
  version: string | null
}

/** A text being edited: what was read, what is typed, and what somebody else made of it meanwhile. */
export function useEditor(serverId: () => string, path: () => string) {
  const { client } = useClientHandle()
  const typed = ref('')
  const saved = ref('')
  const version = ref<string | null>(null)
  const lineEnd = ref<LineEnd>('LF')
  const octal = ref<string | null>(null)
  const ready = ref(false)
  const busy = ref(false)
  const failure = shallowRef<Failure | null>(null)
  const theirs = shallowRef<Theirs | null>(null)
  /** The server refused to let it be written. */
  const denied = ref(false)
  /** Mine, where theirs was taken instead: it can be had back. */
  const putAside = ref<string | null>(null)

  const stored = computed(() => asStored(typed.value, lineEnd.value))
  const bytes = computed(() => new TextEncoder().encode(stored.value).length)
  /** Control characters take six times their place in JSON. */
  const sentBytes = computed(() =>
    bytes.value * 6 < MAX_SENT_BYTES ? 0 : new TextEncoder().encode(JSON.stringify(stored.value)).length,
  )
  const isDirty = computed(() => typed.value !== saved.value)

  function show(content: string, of: string | null) {
    lineEnd.value = lineEndOf(content)
    typed.value = saved.value = asTyped(content)
    version.value = of
    denied.value = false
    ready.value = true
  }

  async function read() {
    failure.value = null
    const variables = { serverId: serverId(), path: path() }
    const { data, error } = await client.query(readTextFile, variables, { requestPolicy: 'network-only' }).toPromise()
    if (error) failure.value = toFailure(error)
    if (!data) return
    octal.value = data.readTextFile.octal
    show(data.readTextFile.text, data.readTextFile.version)
  }

  /** @returns whether it is there. */
  async function save(to: string, confirmProduction: boolean): Promise<boolean> {
    const sent = typed.value
    busy.value = true
    failure.value = null
    const variables = { serverId: serverId(), path: to, text: stored.value, version: version.value, confirmProduction }
    const { data, error } = await client.mutation(saveTextFile, variables).toPromise()
    busy.value = false
    if (data) {
      saved.value = sent
      if (lineEnd.value === 'MIXED') lineEnd.value = 'LF'
      version.value = data.saveTextFile.version
      denied.value = false
      octal.value = data.saveTextFile.octal
      theirs.value = putAside.value = null
      return true
    }
    const found = error && toFailure(error)
    const now = found?.extensions.conflictsWith as (Partial<Theirs> & { denied?: boolean }) | undefined
    denied.value = found?.code === 'FORBIDDEN' || now?.denied === true
    if (now && 'version' in now) theirs.value = { text: now.text ?? null, version: now.version ?? null }
    else if (found) failure.value = found
    return false
  }

  return {
    ...{
      typed,
      version,
      denied,
      ready,
      busy,
      failure,
      theirs,
      putAside,
      lineEnd,
      octal,
      bytes,
      isDirty,
      show,
      read,
      save,
    },
    tooLarge: computed(() => {
      if (bytes.value <= MAX_TEXT_BYTES && sentBytes.value <= MAX_SENT_BYTES) return null
      return text('fileEditor.tooLarge')
    }),
    /** What is there is given up for what is typed here, with the next saving. */
    keepMine() {
      version.value = theirs.value?.version ?? null
      theirs.value = null
    },
    takeTheirs() {
      if (theirs.value?.text == null) return
      putAside.value = typed.value
      show(theirs.value.text, theirs.value.version)
      theirs.value = null
    },
    takeBack() {
      if (putAside.value !== null) typed.value = putAside.value
      putAside.value = null
    },
  }
}

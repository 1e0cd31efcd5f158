import { useClientHandle } from '@urql/vue'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useChange } from '../../graphql/use-change.ts'
import { text } from '../../shared/i18n/i18n.ts'
import { type Clipping, type Command, clip, paste, remove } from './document/commands.ts'
import { type FlowDocument, fitsValidHours } from './document/flow-document.ts'
import { beginHistory, record, redo, undo } from './document/history.ts'
import { checkFlow, type Finding, type Flow, publishFlow, saveFlow } from './operations.ts'

/** How long nobody has drawn before the server is asked what is wrong, in ms. */
const pause = 350
/** What was copied last, in any flow of this window. */
const clipboard = shallowRef<Clipping | null>(null)

/** What was written before. */
const asDocument = ({ definition, room }: Pick<Flow, 'definition' | 'room'>): FlowDocument => ({
  ...structuredClone(definition as FlowDocument),
  // The definition has its name alone, as files have.
  room: room && { id: room.id, name: room.name },
})

/** What the server would not even keep, so that it is not asked what else is wrong. */
const unstorable = ({ nodes }: FlowDocument): Finding[] =>
  nodes
    .filter(({ validHours = null }) => validHours !== 0 && !fitsValidHours(validHours))
    .map(({ id: nodeId }) => ({
      ...{ code: 'VALIDITY_OUT_OF_RANGE', severity: 'ERROR', nodeId, linkId: null, field: null },
      message: text('flowFinding.VALIDITY_OUT_OF_RANGE'),
    }))

/** A flow being drawn: the document with undo, what is chosen, what is wrong with it, and how it is saved and published. */
export function useFlowEditor(current: () => Flow) {
  const flow = current()
  const { client } = useClientHandle()
  const history = shallowRef(beginHistory(asDocument(flow)))
  const document = computed(() => history.value.present)
  const saved = shallowRef(document.value)
  const revision = ref(flow.revision)
  const selected = shallowRef<readonly string[]>([])
  const found = shallowRef<readonly Finding[]>(flow.findings)
  const findings = computed<readonly Finding[]>(() => [...unstorable(document.value), ...found.value])
  const isDirty = computed(() => document.value !== saved.value)
  const saving = useChange(saveFlow)
  const publishing = useChange(publishFlow)

  /** @param topic of a change that may go on, so that typing is undone at once */
  function run(command: Command, topic: string | null = null) {
    history.value = record(history.value, command(history.value.present), topic)
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0
  async function check() {
    asked += 1
    const mine = asked
    if (unstorable(document.value).length > 0) return
    const { nodes, links, form } = document.value
    const { data } = await client
      .query(checkFlow, { input: { nodes, links, form } as never }, { requestPolicy: 'network-only' })
      .toPromise()
    if (data && mine === asked) found.value = data.checkFlow
  }
  watch(document, ({ nodes, links }) => {
    const there = new Set([...nodes, ...links].map(({ id }) => id))
    selected.value = selected.value.filter((key) => there.has(key))
    clearTimeout(timer)
    if (flow.mayEdit) timer = setTimeout(check, pause)
  })
  onScopeDispose(() => clearTimeout(timer))

  // What was saved elsewhere is shown, unless something is drawn here that it would be lost for.
  watch(current, (next) => {
    if (next.revision <= revision.value || isDirty.value || saving.busy.value) return
    history.value = beginHistory(asDocument(next))
    saved.value = history.value.present
    revision.value = next.revision
    found.value = next.findings
  })

  /** Whether all that was drawn is kept now. */
  async function save(): Promise<boolean> {
    const drawn = document.value
    const { title, description, room, nodes, links, form } = drawn
    const facts = { title, description, roomId: room?.id ?? null }
    const input = { id: flow.id, ...facts, nodes, links, form, revision: revision.value } as never
    const done = await saving.run({ input })
    if (!done) return false
    revision.value = done.saveFlow.revision
    saved.value = drawn
    if (document.value === drawn) found.value = done.saveFlow.findings
    return true
  }

  async function publish(): Promise<boolean> {
    if (isDirty.value && !(await save())) return false
    const done = await publishing.run({ id: flow.id, revision: revision.value })
    const { extensions } = publishing.failure.value ?? {}
    if (Array.isArray(extensions?.findings)) void check()
    return done !== null
  }

  /** Puts another definition in place of what is drawn; undone like anything else. */
  const replace = (definition: unknown) =>
    run((before) => ({ ...before, ...(structuredClone(definition) as Partial<FlowDocument>), title: before.title }))

  return {
    ...{ document, selected, findings, isDirty, revision, run, save, publish, replace },
    ...{ saving, publishing },
    canUndo: computed(() => history.value.past.length > 0),
    canRedo: computed(() => history.value.future.length > 0),
    canPaste: computed(() => clipboard.value !== null),
    undo: () => {
      history.value = undo(history.value)
    },
    redo: () => {
      history.value = redo(history.value)
    },
    copy() {
      const clipping = clip(document.value, selected.value)
      if (clipping.nodes.length > 0) clipboard.value = clipping
    },
    paste() {
      if (!clipboard.value) return
      const { document: next, ids } = paste(document.value, clipboard.value)
      run(() => next)
      selected.value = ids
    },
    removeSelected: () => run(remove(selected.value)),
    select: (keys: readonly string[]) => {
      selected.value = keys
    },
  }
}

export type FlowEditor = ReturnType<typeof useFlowEditor>

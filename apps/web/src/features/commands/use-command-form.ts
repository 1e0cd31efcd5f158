import { useClientHandle, useQuery } from '@urql/vue'
import { computed, reactive, ref, watch } from 'vue'
import { useChange } from '../../graphql/use-change.ts'
import { commandRun, commandTemplates, runCommand } from './operations.ts'
import { confirmationFor, labelsOf } from './picked.ts'
import { useServersToRunOn } from './use-servers-to-run-on.ts'

interface Beginning {
  /** A run to do again. */
  again: string | null
  template: string | null
  servers: readonly string[]
}

/** What is to be run and where, from the first thought to the run's id. */
export function useCommandForm({ again, template: first, servers: given }: Beginning) {
  const { client } = useClientHandle()
  const fleet = useServersToRunOn()
  const { data } = useQuery({ query: commandTemplates, variables: {}, requestPolicy: 'network-only' })
  const form = reactive({
    ...{ templateId: first ?? '', command: '', timeoutSeconds: '60', parallel: '10', stopOnFailure: false },
    parameters: {} as Record<string, string>,
    serverIds: [...given],
  })
  const { run, busy, failure, fieldError, forget } = useChange(runCommand)
  const clientId = ref(crypto.randomUUID())
  const templates = computed(() => data.value?.commandTemplates ?? [])
  const template = computed(() => templates.value.find(({ id }) => id === form.templateId) ?? null)
  const chosen = computed(() => fleet.servers.value.filter(({ id }) => form.serverIds.includes(id)))
  const needed = computed(() => confirmationFor(chosen.value, template.value?.needsConfirming ?? false))
  const labels = computed(() => labelsOf(fleet.servers.value).map(({ label }) => label))
  /** What was taken from an earlier run is not put back to the template's own. */
  let kept = again !== null

  watch([template, fleet.loaded], ([now]) => {
    if (!now || kept) return
    form.parameters = Object.fromEntries(now.parameters.map(({ name, default: usual }) => [name, usual ?? '']))
    form.timeoutSeconds = String(now.timeoutSeconds)
    const usual = fleet.servers.value.filter(
      ({ id, labels, mayOperate }) =>
        mayOperate && (now.serverIds.includes(id) || (now.label !== null && labels.includes(now.label))),
    )
    if (usual.length > 0) form.serverIds = usual.map(({ id }) => id)
  })

  async function repeat(id: string) {
    const { data: found } = await client.query(commandRun, { id }, { requestPolicy: 'network-only' }).toPromise()
    const before = found?.commandRun
    if (!before?.mayRead) return
    Object.assign(form, {
      templateId: before.template?.id ?? '',
      command: before.template ? '' : (before.command ?? ''),
      timeoutSeconds: String(before.timeoutSeconds),
      parallel: String(before.parallel),
      stopOnFailure: before.stopOnFailure,
      parameters: Object.fromEntries((before.parameters ?? []).map(({ name, value }) => [name, value ?? ''])),
      serverIds: given.length > 0 ? [...given] : before.servers.map(({ serverId }) => serverId),
    })
  }
  if (again !== null) void repeat(again)

  /** The run's id, or null when something has to be corrected. */
  async function submit(confirmation: string | null): Promise<string | null> {
    const made = await run({
      input: {
        serverIds: form.serverIds,
        ...(template.value
          ? { templateId: template.value.id, parameters: form.parameters }
          : { command: form.command }),
        timeoutSeconds: Number(form.timeoutSeconds) || 0,
        parallel: Number(form.parallel) || 0,
        stopOnFailure: form.stopOnFailure,
        confirmation,
        clientId: clientId.value,
      },
    })
    return made?.runCommand.id ?? null
  }

  function choose(id: string) {
    kept = false
    form.templateId = id
    forget()
  }

  return { form, fleet, templates, template, chosen, needed, labels, choose, submit, busy, failure, fieldError, forget }
}

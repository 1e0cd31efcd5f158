import { useQuery } from '@urql/vue'
import { computed, reactive, ref } from 'vue'
import { useChange } from '../../graphql/use-change.ts'
import { credentialInput, emptyCredential } from '../../shared/ui/CredentialFields.vue'
import { parseLabels } from './labels.ts'
import { addCredential, addServer, type ServerFacts, serverChoices, updateServer } from './operations.ts'

/** The value of the credential list that stands for a credential made right here. */
export const newCredential = 'new'

export function useServerForm(server: ServerFacts | null) {
  const { data, executeQuery } = useQuery({ query: serverChoices, variables: {}, requestPolicy: 'network-only' })
  const form = reactive({
    name: server?.name ?? '',
    host: server?.host ?? '',
    port: String(server?.port ?? 22),
    credentialId: server?.credential.id ?? '',
    jumpServerId: server?.jumpServer?.id ?? '',
    labels: server?.labels.join(', ') ?? '',
  })
  const credential = ref(emptyCredential())
  const adding = useChange(addServer)
  const updating = useChange(updateServer)
  const addingCredential = useChange(addCredential)
  const change = server ? updating : adding

  /** The credential's id; one that was typed here is saved first and chosen, so that a second try does not double it. */
  async function settleCredential(): Promise<string | null> {
    if (form.credentialId !== newCredential) return form.credentialId
    const made = await addingCredential.run({ input: credentialInput(credential.value) })
    if (!made) return null
    executeQuery({ requestPolicy: 'network-only' })
    form.credentialId = made.addCredential.id
    return made.addCredential.id
  }

  /** The server's id, or null when something has to be corrected. */
  async function save(): Promise<string | null> {
    change.forget()
    const credentialId = await settleCredential()
    if (credentialId === null) return null
    const input = {
      name: form.name.trim(),
      host: form.host.trim(),
      port: Number(form.port) || 0,
      credentialId,
      jumpServerId: form.jumpServerId || null,
      labels: parseLabels(form.labels),
    }
    if (server) return (await updating.run({ id: server.id, input }))?.updateServer.id ?? null
    return (await adding.run({ input }))?.addServer.id ?? null
  }

  return {
    form,
    credential,
    save,
    credentials: computed(() => data.value?.credentials ?? []),
    /** The first hundred, and always the one that is chosen now. */
    jumpServers: computed(() => {
      const listed = (data.value?.servers.nodes ?? []).filter((each) => each.id !== server?.id)
      const current = server?.jumpServer
      return current && !listed.some((each) => each.id === current.id) ? [current, ...listed] : listed
    }),
    loaded: computed(() => data.value !== undefined),
    busy: computed(() => change.busy.value || addingCredential.busy.value),
    failure: computed(() => addingCredential.failure.value ?? change.failure.value),
    fieldError: change.fieldError,
    credentialError: addingCredential.fieldError,
  }
}

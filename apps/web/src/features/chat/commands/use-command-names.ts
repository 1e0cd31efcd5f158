import { useClientHandle } from '@urql/vue'
import { shallowRef } from 'vue'
import { text } from '../../../shared/i18n/i18n.ts'
import { commandCandidates, type Vocabulary } from '../command-candidates.ts'
import { parseCommand, usages } from '../commands.ts'
import { namesQuery, revisionNames } from './command-documents.ts'

/** Names are read again after this long: projects come and go, tags come often. */
const freshMs = 60_000
const mostRevisions = 200

interface Known {
  id: string
  title: string
  environments: readonly string[]
  revisions: readonly string[]
}

/** What completes a command that is being typed. Read when the first slash is typed, revisions when their project is named. */
export function useCommandNames() {
  const { client } = useClientHandle()
  const known = shallowRef<readonly Known[]>([])
  const readAt = new Map<string, number>()

  /** True once per name and minute. */
  function isDue(name: string) {
    const now = Date.now()
    if (now - (readAt.get(name) ?? Number.NEGATIVE_INFINITY) < freshMs) return false
    readAt.set(name, now)
    return true
  }

  async function readNames() {
    const { data } = await client.query(namesQuery, {}, { requestPolicy: 'network-only' }).toPromise()
    const before = new Map(known.value.map((each) => [each.id, each.revisions]))
    known.value = (data?.projects.nodes ?? []).map(({ id, title, environments }) => ({
      id,
      title,
      environments: environments.map(({ name }) => name),
      revisions: before.get(id) ?? [],
    }))
  }

  /** Who may not ship is not told revisions: then there are none to choose from, and the name can still be typed. */
  async function readRevisions({ id }: Known) {
    const { data } = await client.mutation(revisionNames, { projectId: id }).toPromise()
    if (!data) return
    const { tags, branches } = data.fetchRevisions
    const revisions = [...tags, ...branches].slice(0, mostRevisions).map(({ name }) => name)
    known.value = known.value.map((each) => (each.id === id ? { ...each, revisions } : each))
  }

  function prepare(typed: string) {
    if (isDue('')) void readNames()
    const [, quoted, bare] = /^\/release\s+(?:"([^"]+)"|(\S+))\s/i.exec(typed) ?? []
    const title = (quoted ?? bare)?.toLowerCase()
    const project = known.value.find((each) => each.title.toLowerCase() === title)
    if (project && isDue(project.id)) void readRevisions(project)
  }

  const detailOf = (candidate: string) => {
    const command = parseCommand(candidate)
    return 'name' in command && command.kind === 'incomplete'
      ? usages[command.name]
      : command.kind in usages
        ? text(`commandHelp.${command.kind as keyof typeof usages}`)
        : ''
  }

  return function suggest(typed: string) {
    const line = `/${typed}`
    prepare(line)
    // It may be sent as it is: what could still follow must not catch the Enter key.
    if (/\s$/.test(line) && !['incomplete', 'unknown'].includes(parseCommand(line).kind)) return []
    const vocabulary: Vocabulary = { projects: known.value }
    const beginning = line.slice(0, line.length - lastWord(line).length)
    return commandCandidates(line, vocabulary).map((candidate) => ({
      key: candidate,
      label: candidate,
      detail: beginning === '' ? detailOf(candidate) : '',
      insert: beginning + candidate,
    }))
  }
}

/** The word that is being typed, with the quote that opens it. */
const lastWord = (line: string) => /(?:"[^"]*|\S*)$/.exec(line)?.[0] ?? ''

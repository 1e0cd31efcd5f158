import { type AnyVariables, useClientHandle } from '@urql/vue'
import type { TadaDocumentNode } from 'gql.tada'
import { ref, shallowRef } from 'vue'
import { toFailure } from '../../../graphql/failure.ts'
import { parseCommand } from '../commands.ts'
import { newClientId } from '../outbox.ts'
import type { Answer, CommandContext, CommandQuestion, CommandResult } from './command-result.ts'
import { runCommand } from './run-command.ts'

interface Places {
  room(): { id: string; projectId: string | null }
  online(): readonly { displayName: string }[]
}

interface Asked extends CommandQuestion {
  answer(yes: boolean): void
}

/** Commands of one room's composer: runs them one at a time and shows what they lead to, to the sender alone. */
export function useCommands(places: Places) {
  const { client } = useClientHandle()
  /** What the last command led to; null when it was dismissed, or led to a card only. */
  const result = shallowRef<CommandResult | null>(null)
  const question = shallowRef<Asked | null>(null)
  const busy = ref(false)
  /** The text that is being tried. Sent again after a lost connection it is the same intention. */
  let intention = { text: '', clientId: '' }

  async function ask<Data, Variables extends AnyVariables>(
    document: TadaDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Answer<Data>> {
    const isChange = document.definitions.some((each) => 'operation' in each && each.operation === 'mutation')
    const { data, error } = await (isChange
      ? client.mutation(document, variables)
      : client.query(document, variables, { requestPolicy: 'network-only' })
    ).toPromise()
    return error || !data ? { failure: toFailure(error ?? { message: '' }) } : { data }
  }

  const confirm = (asked: CommandQuestion) =>
    new Promise<boolean>((resolve) => {
      question.value = {
        ...asked,
        answer(yes) {
          question.value = null
          resolve(yes)
        },
      }
    })

  /** Runs what was typed. False: it was not done, so that the text should stay; `result` says why. */
  async function run(typed: string): Promise<boolean> {
    const command = parseCommand(typed)
    if (command.kind === 'say' || busy.value) return false
    if (intention.text !== typed) intention = { text: typed, clientId: newClientId() }
    busy.value = true
    result.value = null
    const context: CommandContext = {
      room: places.room(),
      clientId: intention.clientId,
      ask,
      confirm,
      online: places.online,
    }
    try {
      const told = await runCommand(command, context)
      if (told.done) intention = { text: '', clientId: '' }
      result.value = told.lines.length > 0 ? told : null
      return told.done
    } finally {
      busy.value = false
    }
  }

  return {
    /** What is to be said in the room; null: it is a command. */
    saying(typed: string): string | null {
      const command = parseCommand(typed)
      return command.kind === 'say' ? command.text : null
    },
    run,
    busy,
    result,
    question,
    dismiss() {
      result.value = null
    },
  }
}

export type Commands = ReturnType<typeof useCommands>

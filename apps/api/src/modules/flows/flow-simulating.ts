import { badInput } from '../kernel/errors.ts'
import { id } from '../kernel/fields.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { loadFacts } from '../tickets/ticket-facts.ts'
import { type DefinitionInput, definitionInput } from './flows.input.ts'
import { guardFlows } from './flows.policy.ts'
import type { FlowPorts } from './flows.ports.ts'
import type { FormValues } from './form.definition.ts'
import { formIssues } from './forms/form-facts.ts'
import { type Simulation, simulate } from './simulation/simulate.ts'

export interface SimulationWish extends DefinitionInput {
  values: unknown
  initiatorId?: string | null | undefined
}

/** What would become of a ticket, judged by what judges real ones; nothing is written. */
export function createFlowSimulating({ prisma }: FlowPorts) {
  return {
    /** @throws CallerError FORBIDDEN, BAD_USER_INPUT (also of the sample form, by `form.<name>`) */
    async simulateFlow(viewer: Viewer, { values, initiatorId, ...drawn }: SimulationWish): Promise<Simulation> {
      guardFlows(viewer, 'simulateFlow')
      const definition = parseInput(definitionInput, drawn, 'input')
      const userId = parseInput(id, initiatorId ?? viewer.userId, 'input.initiatorId')
      if ((await prisma.user.count({ where: { id: userId } })) === 0) {
        throw badInput([{ path: 'input.initiatorId', message: 'There is no user with this id.' }])
      }
      const form = values as FormValues
      const issues = await formIssues(prisma, definition.form, form, { userId: viewer.userId, ticketId: null })
      if (issues.length > 0) throw badInput(issues)
      // A ticket that nobody opened: as much of one as facts are read for.
      const ticket = { initiatorId: userId, form, title: '', subject: null, state: null }
      const flowVersion = { definition, flow: { ownerId: viewer.userId } }
      const facts = await loadFacts(prisma, { ...ticket, flowVersion } as never, { kind: 'OPEN', userId })
      return simulate(definition, form, { ...facts, initiatorId: userId })
    },
  }
}

import type { Transaction } from '../../platform/database/database.ts'
import type { FieldIssue } from '../kernel/errors.ts'
import { parseInput } from '../kernel/input.ts'
import type { Viewer } from '../kernel/viewer.ts'
import { type FlowFinding, finding } from './checks/flow.finding.ts'
import { findingsOf } from './checks/flow.findings.ts'
import type { FlowDefinition } from './flow.definition.ts'
import { namedPeople } from './flow-people.ts'
import { type DefinitionInput, definitionInput } from './flows.input.ts'
import { guardFlows } from './flows.policy.ts'
import type { FlowPorts } from './flows.ports.ts'
import { formFindings } from './forms/form-findings.ts'
import { releaseFindings } from './release-form.ts'

/** The place of a finding as errors of the API spell it. */
export const pathOf = ({ nodeId, linkId, field }: FlowFinding): string =>
  nodeId ? `nodes.${nodeId}` : linkId ? `links.${linkId}` : field ? `form.${field}` : 'nodes'

export const issuesOf = (findings: FlowFinding[]): FieldIssue[] =>
  findings.map((finding) => ({ path: pathOf(finding), message: finding.message }))

/** People see nothing else of a node in a ticket. */
const titleFindings = ({ nodes }: FlowDefinition): FlowFinding[] =>
  nodes
    .filter(({ kind, title }) => title === '' && (kind === 'APPROVAL' || kind === 'NOTIFY' || kind === 'CONDITION'))
    .map(({ id }) => finding('NODE_TITLE_MISSING', 'Give this node a title.', { nodeId: id }))

/** Starts, ends, forks and joins need no title; what is said of them calls them what they are. */
const called = (definition: FlowDefinition): FlowDefinition => ({
  ...definition,
  nodes: definition.nodes.map((node) => (node.title === '' ? { ...node, title: node.kind.toLowerCase() } : node)),
})

/** What can be said against a flow before anybody runs by it. */
export function createFlowChecking({ prisma }: FlowPorts) {
  /** Somebody who may not sign in any more decides nothing. */
  async function peopleFindings(definition: FlowDefinition, db: Transaction): Promise<FlowFinding[]> {
    const named = namedPeople(definition)
    if (named.length === 0) return []
    const gone = await db.user.findMany({
      where: { id: { in: [...new Set(named.map(({ userId }) => userId))] }, disabledAt: { not: null } },
      select: { id: true, displayName: true },
    })
    return gone.flatMap(({ id, displayName }) =>
      [...new Set(named.filter(({ userId }) => userId === id).map(({ nodeId }) => nodeId))].map((nodeId) =>
        finding('PERSON_DISABLED', `${displayName} may not sign in any more and is never asked. Name somebody else.`, {
          nodeId,
        }),
      ),
    )
  }

  /** `flowId` null: it is not saved yet. */
  async function findingsIn(
    definition: FlowDefinition,
    flowId: string | null,
    db: Transaction = prisma,
  ): Promise<FlowFinding[]> {
    const { form } = definition
    const ofForm = formFindings(form)
    return [
      ...ofForm,
      ...(flowId !== null && ofForm.length === 0 ? await releaseFindings(db, { flowId, form }) : []),
      ...titleFindings(definition),
      ...findingsOf(called(definition)),
      ...(await peopleFindings(definition, db)),
    ]
  }

  return {
    findingsIn,

    /** Of what is not saved yet. @throws CallerError FORBIDDEN, BAD_USER_INPUT */
    async checkFlow(viewer: Viewer, input: DefinitionInput): Promise<FlowFinding[]> {
      guardFlows(viewer, 'checkFlow')
      return findingsIn(parseInput(definitionInput, input, 'input'), null)
    },
  }
}

export type FlowChecking = ReturnType<typeof createFlowChecking>

import type { ApiClient } from './client.ts'

const place = (column: number) => ({ x: column * 250, y: 0 })

/** Small enough to be read at a glance; one admin alone can decide it. */
const flow = {
  title: 'Look after a server',
  description: 'An admin decides; then a command runs on the servers that were named.',
  nodes: [
    { id: 'start', kind: 'START', title: 'Request', ...place(0) },
    {
      ...{ id: 'admin', kind: 'APPROVAL', title: 'An admin', ...place(1), selfApproval: true },
      people: [{ kind: 'ROLE', role: 'ADMIN' }],
    },
    {
      ...{ id: 'end', kind: 'END', title: 'Run it', ...place(2) },
      action: {
        kind: 'RUN_COMMAND',
        automatic: true,
        command: 'uptime\ndf -h .',
        field: 'servers',
        timeoutSeconds: 30,
      },
    },
  ],
  links: [
    { id: 'asked', from: 'start', to: 'admin' },
    { id: 'decided', from: 'admin', to: 'end' },
  ],
  form: [
    { name: 'servers', title: 'Where', kind: 'SERVERS', required: true, multiple: true },
    { name: 'why', title: 'Why', kind: 'TEXT', required: true },
  ],
  clientId: 'demo-flow',
}

/** A flow, and a ticket through it that waits for whoever looks. A second call changes nothing. Answers the ticket's id. */
export async function openDemoTicket(api: ApiClient): Promise<string> {
  const { servers } = await api.ask<{ servers: { nodes: { id: string }[] } }>(
    '{ servers(label: "demo") { nodes { id } } }',
  )
  const { saveFlow } = await api.ask<{ saveFlow: { id: string; version: number } }>(
    'mutation ($input: SaveFlowInput!) { saveFlow(input: $input) { id version } }',
    { input: flow },
  )
  if (saveFlow.version === 0) await api.ask('mutation ($id: ID!) { publishFlow(id: $id) { id } }', { id: saveFlow.id })
  const form = { servers: servers.nodes.map(({ id }) => id), why: 'To see how the servers are.' }
  const { openTicket } = await api.ask<{ openTicket: { id: string } }>(
    'mutation ($input: OpenTicketInput!) { openTicket(input: $input) { id } }',
    { input: { flowId: saveFlow.id, title: 'How are the demo servers?', form, clientId: 'demo-ticket' } },
  )
  return openTicket.id
}

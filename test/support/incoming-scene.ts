import { createHmac } from 'node:crypto'
import type { Room } from './room.ts'

const signed = (secret: string, body: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

/** What GitHub sends, really signed, to the running product. */
export async function sendAsGithub(address: string, secret: string, event: string, body: string): Promise<Response> {
  return fetch(address, {
    ...{ method: 'POST', body },
    headers: {
      ...{ 'content-type': 'application/json', 'user-agent': 'GitHub-Hookshot/044aadd' },
      ...{ 'x-github-event': event, 'x-hub-signature-256': signed(secret, body) },
    },
  })
}

export const pushBody = (ref: string, commit: string) =>
  JSON.stringify({ ref, before: 'a'.repeat(40), after: commit, deleted: false, head_commit: { id: commit } })

/** A webhook of the room's project to which a ping and something forged came. */
export async function openIncoming(room: Room): Promise<void> {
  const { projects } = await room.api.ask<{ projects: { nodes: { id: string; environments: { id: string }[] }[] } }>(
    '{ projects(first: 1) { nodes { id environments { id } } } }',
  )
  const [project] = projects.nodes
  const environmentId = project?.environments[0]?.id
  const rules = [
    { kind: 'BRANCH', pattern: 'main', environmentId },
    { kind: 'TAG', pattern: 'v*', environmentId },
  ]
  const { addIncomingHook } = await room.api.ask<{ addIncomingHook: { secret: string; hook: { id: string } } }>(
    'mutation ($input: AddIncomingHookInput!) { addIncomingHook(input: $input) { secret hook { id } } }',
    { input: { projectId: project?.id, name: 'deploy-web', provider: 'GITHUB', rules } },
  )
  const address = `${room.url}/hooks/${addIncomingHook.hook.id}`
  await sendAsGithub(address, addIncomingHook.secret, 'ping', '{"zen":"Keep it logically awesome."}')
  await sendAsGithub(address, 'a guess', 'push', pushBody('refs/heads/main', 'b'.repeat(40)))
}

import type { ApiClient } from './client.ts'

export interface ShippedRelease {
  id: string
  number: number
  status: string
  failure: string | null
  directory: string
}

interface ReleaseEvent {
  seq: number
  kind: string
  releaseStatus: string
  stepKey: string | null
  stepStatus: string | null
  message: string | null
}

interface PlannedRelease extends ShippedRelease {
  steps: { key: string; kind: string; title: string | null; serverName: string | null }[]
}

const ended = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED'])

/** Creates a release and shows each step's change as it happens. Resolves when the release has ended, however it did. */
export async function shipAndShow(
  api: ApiClient,
  input: { environmentId: string; revision: string; note: string },
  show: (line: string) => void,
): Promise<ShippedRelease> {
  const { createRelease } = await api.ask<{ createRelease: PlannedRelease }>(
    `mutation ($input: CreateReleaseInput!) {
      createRelease(input: $input) { id number status failure directory steps { key kind title serverName } }
    }`,
    { input },
  )
  const names = new Map(createRelease.steps.map((step) => [step.key, nameOf(step)]))
  show(`Release #${createRelease.number}: ${input.revision}, ${createRelease.steps.length} steps`)
  const events = api.follow<ReleaseEvent>(
    `subscription ($id: ID!, $after: Int) {
      releaseEvents(releaseId: $id, after: $after) { seq kind releaseStatus stepKey stepStatus message }
    }`,
    { id: createRelease.id },
  )
  let before = ''
  for await (const event of events) {
    const line = event.stepKey && event.stepStatus ? lineOf(event, names.get(event.stepKey) ?? event.stepKey) : ''
    if (line && line !== before) show(line)
    before = line || before
    if (ended.has(event.releaseStatus)) break
  }
  const { release } = await api.ask<{ release: ShippedRelease }>(
    'query ($id: ID!) { release(id: $id) { id number status failure directory } }',
    { id: createRelease.id },
  )
  return release
}

const nameOf = (step: { kind: string; title: string | null; serverName: string | null }) =>
  [step.title ?? step.kind.toLowerCase(), step.serverName].filter(Boolean).join(' on ')

const marks: Record<string, string> = {
  RUNNING: '…',
  SUCCEEDED: '✓',
  FAILED: '✗',
  CANCELLED: '■',
  SKIPPED: '↷',
  UNKNOWN: '?',
  BLOCKED: '‖',
}

function lineOf(event: ReleaseEvent, name: string): string {
  const mark = marks[event.stepStatus ?? ''] ?? ' '
  return `  ${mark} ${name}${event.message ? `  ${event.message}` : ''}`
}

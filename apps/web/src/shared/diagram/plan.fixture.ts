import type { StepStatus } from '../theme/states.ts'
import type { PlanStep } from './plan.ts'

/** A plan as the server makes them, for tests. */
export function planFor(servers: string[], status: (step: PlanStep) => StepStatus = () => 'PENDING'): PlanStep[] {
  const steps: PlanStep[] = []
  const add = (key: string, parentKeys: string[], serverName: string | null = null) => {
    const step: PlanStep = {
      key,
      parentKeys,
      label: key,
      serverName,
      terminal: key === 'start' || key === 'end',
      status: 'PENDING',
      startedAt: null,
      finishedAt: null,
      percent: null,
    }
    step.status = status(step)
    steps.push(step)
    return key
  }
  let last = add('start', [])
  for (const key of ['fetch', 'build', 'package']) last = add(key, [last])
  const ends = servers.map((server) => {
    const upload = add(`upload:${server}`, [last], server)
    return add(`check:${server}`, [add(`activate:${server}`, [upload], server)], server)
  })
  add('end', ends.length > 0 ? ends : [last])
  return steps
}

import { gateKey, gatesOf } from './gates/gates-of.ts'
import { inOrder } from './rollout/order.ts'
import type { PlanStep, ReleaseSnapshot } from './types.ts'

/**
 * The whole plan of a release as a graph, fixed before anything runs. Steps that have nothing to do (no build command, the
 * build is in the cache, a rollback to what is still there) are drawn all the same and end as SKIPPED with the reason; only
 * hooks without a command, and the watch of an environment without gates, are left out.
 */
export function planRelease(snapshot: ReleaseSnapshot): PlanStep[] {
  const steps: PlanStep[] = []
  const add = (step: Omit<PlanStep, 'serverId' | 'title'> & Partial<PlanStep>): string => {
    steps.push({ serverId: null, title: null, ...step })
    return step.key
  }

  let last = add({ key: 'start', kind: 'START', parentKeys: [] })
  last = add({ key: 'fetch', kind: 'FETCH', parentKeys: [last] })
  if (snapshot.afterFetchCommand !== null) {
    last = add({ key: 'hook:after-fetch', kind: 'HOOK', parentKeys: [last], title: 'after-fetch' })
  }
  last = add({ key: 'build', kind: 'BUILD', parentKeys: [last] })
  if (snapshot.beforeUploadCommand !== null) {
    // Before packing: what this hook changes in the tree is part of what travels, and of the build's cache key.
    last = add({ key: 'hook:before-upload', kind: 'HOOK', parentKeys: [last], title: 'before-upload' })
  }
  const packed = add({ key: 'package', kind: 'PACKAGE', parentKeys: [last] })

  const { groups = [], onceCommand = null } = snapshot.rollout ?? {}
  const servers = inOrder(snapshot.servers, groups)
  // What it does was done when the release that a rollback puts back was shipped.
  const once = snapshot.kind === 'SHIP' && onceCommand !== null
  const gated = gatesOf(snapshot).length > 0
  const ends = servers.map(({ id }, place) => {
    let tip = add({ key: `upload:${id}`, kind: 'UPLOAD', parentKeys: [packed], serverId: id })
    if (snapshot.afterUploadCommand !== null) {
      const hook = { kind: 'HOOK', title: 'after-upload', serverId: id } as const
      tip = add({ key: `hook:after-upload:${id}`, parentKeys: [tip], ...hook })
    }
    if (once && place === 0) {
      tip = add({ key: 'once', kind: 'HOOK', parentKeys: [tip], title: 'once', serverId: id })
    }
    const parentKeys = once && place > 0 ? [tip, 'once'] : [tip]
    tip = add({ key: `activate:${id}`, kind: 'ACTIVATE', parentKeys, serverId: id })
    tip = add({ key: `restart:${id}`, kind: 'RESTART', parentKeys: [tip], serverId: id })
    tip = add({ key: `check:${id}`, kind: 'CHECK', parentKeys: [tip], serverId: id })
    if (!gated) return tip
    return add({ key: gateKey({ id }), kind: 'CHECK', parentKeys: [tip], title: 'gate', serverId: id })
  })
  add({ key: 'end', kind: 'END', parentKeys: ends.length > 0 ? ends : [packed] })
  return steps
}

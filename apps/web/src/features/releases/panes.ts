import type { Component } from 'vue'
import type { MessageKey } from '../../shared/i18n/messages.ts'
import ReleaseChanges from './changes/ReleaseChanges.vue'
import ReleaseTargets from './components/ReleaseTargets.vue'
import ReleaseThread from './components/ReleaseThread.vue'
import ReleaseEffect from './effect/ReleaseEffect.vue'
import type { Release } from './operations.ts'
import ReleaseSwarm from './swarm/ReleaseSwarm.vue'

/** A tab beside the log. Its component gets the release as `release`. */
export interface Pane {
  key: string
  title: MessageKey
  component: Component
  count?: (release: Release) => number
  /** Left out: always. `whole`: the release as it is, where `release` is a moment of its replay. */
  when?: (release: Release, whole: Release) => boolean
}

/** What stands beside the log, in this order: `?pane=<key>` opens it. */
export const panes: Pane[] = [
  { key: 'changes', title: 'changes.title', component: ReleaseChanges },
  { key: 'servers', title: 'release.servers', component: ReleaseTargets, count: ({ targets }) => targets.length },
  { key: 'swarm', title: 'swarm.title', component: ReleaseSwarm, when: ({ swarm }) => swarm !== null },
  {
    key: 'effect',
    title: 'monitoring.effect',
    component: ReleaseEffect,
    when: (_shown, { startedAt }) => startedAt !== null,
  },
  { key: 'thread', title: 'thread.title', component: ReleaseThread },
]

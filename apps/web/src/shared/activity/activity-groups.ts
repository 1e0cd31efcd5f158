/** Kinds as people look for them: groups of the nouns that they begin with. A test says that each noun has its group. */
export const activityGroups = {
  releases: ['release', 'train', 'drift'],
  servers: ['server', 'metricRule', 'probe', 'command', 'commandTemplate', 'terminal', 'file', 'credential'],
  projects: ['project', 'environment', 'access', 'freeze', 'webhook'],
  tickets: ['ticket', 'flow', 'calendar', 'delegation'],
  talk: ['room', 'poll', 'pollShow'],
  people: ['user', 'session', 'apiToken'],
  system: ['notification', 'process', 'activity'],
} as const satisfies Record<string, readonly string[]>

export type ActivityGroup = keyof typeof activityGroups

export const groupNames = Object.keys(activityGroups) as ActivityGroup[]

export const isGroup = (word: string): word is ActivityGroup => word in activityGroups

/** What the API takes for these groups; none: all kinds. */
export const kindsOf = (groups: readonly ActivityGroup[]): string[] =>
  groups.flatMap((group) => [...activityGroups[group]])

export function groupOf(kind: string): ActivityGroup | null {
  const noun = kind.split('.', 1)[0] ?? ''
  return groupNames.find((group) => (activityGroups[group] as readonly string[]).includes(noun)) ?? null
}

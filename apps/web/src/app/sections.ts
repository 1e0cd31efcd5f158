export const sections = [
  'home',
  'projects',
  'releases',
  'tickets',
  'chat',
  'polls',
  'servers',
  'commands',
  'activity',
  'credentials',
  'settings',
] as const
export type Section = (typeof sections)[number]

/** The section of the navigation that a path belongs to; environments are a part of their projects, trains of releases, flows of tickets. */
export function sectionOf(path: string): Section | null {
  const [, first = ''] = path.split('/')
  if (first === '') return 'home'
  if (first === 'environments') return 'projects'
  if (first === 'trains') return 'releases'
  if (first === 'flows') return 'tickets'
  if (first === 'v') return 'polls'
  if (first === 'terminal') return 'servers'
  return sections.find((section) => section === first) ?? null
}

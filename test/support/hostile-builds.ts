/** Operations on builds for the attack on inputs, filled in with what exists. */
export const attackedBuilds = (known: Record<'environment' | 'project' | 'nothing', string>) => ({
  mutations: [
    {
      field: 'promoteBuild',
      args: { input: 'PromoteBuildInput!' },
      selection: '{ id revision note }',
      valid: () => ({
        input: {
          environmentId: known.environment,
          buildId: known.nothing,
          scheduledAt: new Date(Date.now() + 24 * 3600_000).toISOString(),
          note: 'a note',
          failIfHeld: false,
          clientId: crypto.randomUUID(),
        },
      }),
    },
  ],
  queries: [
    {
      field: 'builds',
      args: { projectId: 'ID!', first: 'Int', after: 'String' },
      selection: '{ totalCount }',
      valid: () => ({ projectId: known.project, first: 10 }),
    },
  ],
})

import type { Attacked } from './attacked.ts'

/** Operations on trains, with inputs that work, for the test that attacks each field alone. */
export function attackedTrains(known: Record<string, string>): { mutations: Attacked[]; queries: Attacked[] } {
  const selection = '{ id }'
  const place = (environmentId: string | undefined) => ({ environmentId, revision: 'main' })
  const input = () => ({
    title: 'All together',
    // The second one is not there, so that nothing is ever made.
    cars: [place(known.environment), { environmentId: known.nothing, buildId: known.nothing }],
    onFailure: 'ROLL_BACK',
    note: 'a note',
    scheduledAt: new Date(Date.now() + 24 * 3600_000).toISOString(),
    clientId: crypto.randomUUID(),
  })
  return {
    mutations: [
      {
        field: 'createTrain',
        args: { input: 'CreateTrainInput!' },
        selection,
        valid: () => ({ input: input() }),
        wrong: ['input.cars.0.environmentId', 'input.cars.1.environmentId'],
      },
      {
        field: 'cancelTrain',
        args: { id: 'ID!', rollBack: 'Boolean' },
        selection,
        valid: () => ({ id: known.nothing, rollBack: true }),
      },
      { field: 'rollBackTrain', args: { id: 'ID!' }, selection, valid: () => ({ id: known.nothing }) },
      {
        field: 'approveTrain',
        args: { id: 'ID!', digest: 'String!', comment: 'String' },
        selection,
        valid: () => ({ id: known.nothing, digest: 'a'.repeat(64), comment: 'Fine' }),
      },
      {
        field: 'rejectTrain',
        args: { id: 'ID!', reason: 'String!' },
        selection,
        valid: () => ({ id: known.nothing, reason: 'No' }),
      },
    ],
    queries: [
      {
        field: 'trains',
        args: { first: 'Int', after: 'String' },
        selection: '{ totalCount }',
        valid: () => ({ first: 10 }),
      },
      { field: 'train', args: { id: 'ID!' }, selection, valid: () => ({ id: known.nothing }) },
    ],
  }
}

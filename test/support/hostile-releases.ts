import type { Attacked } from './attacked.ts'

/** What people do with releases that there are, with inputs that work, for the test that attacks each field alone. */
export const releaseMutations = (known: Record<string, string>): Attacked[] => [
  { field: 'cancelRelease', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
  { field: 'pauseRelease', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
  {
    field: 'resumeRelease',
    args: { id: 'ID!', waitId: 'ID!' },
    selection: '{ id }',
    valid: () => ({ id: known.nothing, waitId: '1' }),
  },
  {
    field: 'excludeServer',
    args: { releaseId: 'ID!', serverId: 'ID!', reason: 'String!' },
    selection: '{ id }',
    valid: () => ({ releaseId: known.nothing, serverId: known.nothing, reason: 'It is broken' }),
  },
  {
    field: 'answerFailure',
    args: { releaseId: 'ID!', questionId: 'ID!', choice: 'FailureChoice!' },
    selection: '{ id }',
    valid: () => ({ releaseId: known.nothing, questionId: '1', choice: 'RETRY' }),
  },
  { field: 'retryRelease', args: { id: 'ID!' }, selection: '{ id }', valid: () => ({ id: known.nothing }) },
  {
    field: 'rollBack',
    args: { environmentId: 'ID!', toReleaseId: 'ID', force: 'Boolean' },
    selection: '{ id }',
    valid: () => ({ environmentId: known.environment, toReleaseId: known.nothing, force: true }),
  },
  {
    field: 'markRelease',
    args: { id: 'ID!', bad: 'Boolean!', reason: 'String' },
    selection: '{ id badReason }',
    valid: () => ({ id: known.nothing, bad: true, reason: 'It loses orders' }),
  },
  {
    field: 'fixDrift',
    args: { environmentId: 'ID!', serverIds: '[ID!]!' },
    selection: '{ id }',
    valid: () => ({ environmentId: known.nothing, serverIds: [known.nothing] }),
  },
  {
    field: 'checkDrift',
    args: { environmentId: 'ID!' },
    selection: '{ state }',
    valid: () => ({ environmentId: known.nothing }),
  },
  {
    field: 'updateEnvironment',
    args: { id: 'ID!', input: 'EnvironmentInput!' },
    selection: '{ healthCheck { http { url expectStatus bodyContains headers { name value } } } }',
    valid: () => ({
      id: known.environment,
      input: {
        healthCheck: {
          http: {
            from: 'SERVER',
            url: 'http://{host}:8080/health',
            method: 'GET',
            expectStatus: '200-399',
            bodyContains: 'ok',
            headers: [{ name: 'Host', value: 'shop.example' }],
            timeoutSeconds: 5,
            verifyCertificate: true,
          },
          delaySeconds: 1,
          intervalSeconds: 2,
          timeoutSeconds: 60,
          successes: 2,
          lockAfterRollback: false,
        },
      },
    }),
  },
]

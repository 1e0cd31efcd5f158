import { expect, it } from 'vitest'
import { actionsAhead, serversIn } from './ticket-action.ts'

type Asked = Parameters<typeof actionsAhead>[0]
const command = { kind: 'RUN_COMMAND', automatic: false, command: 'id', field: 'where', timeoutSeconds: 60 } as const
const end = (id: string, outcome: string, action: object | null) => ({ id, title: id, outcome, action })
const ticket = (status: string, gone: string[] = []) =>
  ({
    status,
    steps: ['a', 'b', 'c'].map((nodeId) => ({ nodeId, state: gone.includes(nodeId) ? 'NOT_TAKEN' : 'WAITING' })),
    flowVersion: {
      nodes: [end('a', 'APPROVED', command), end('b', 'APPROVED', command), end('c', 'REJECTED', command)],
    },
  }) as unknown as Asked

it('tells of every end that it may still come to, and of none once it was decided', () => {
  expect(actionsAhead(ticket('RUNNING')).map(({ id }) => id)).toEqual(['a', 'b'])
  expect(actionsAhead(ticket('DRAFT', ['a'])).map(({ id }) => id)).toEqual(['b'])
  for (const status of ['APPROVED', 'CONSUMED', 'REJECTED', 'WITHDRAWN'])
    expect(actionsAhead(ticket(status))).toEqual([])
})

it('takes whatever was stored for an answer', () => {
  expect(serversIn(['1', 2, null])).toEqual(['1'])
  for (const answer of [undefined, null, 'x', {}]) expect(serversIn(answer)).toEqual([])
})

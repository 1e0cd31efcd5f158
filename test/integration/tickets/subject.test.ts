import { expect, test } from 'vitest'
import { approval, inARow } from '../../../apps/api/src/modules/flows/testing/drawing.ts'
import { ticketDesk } from '../../support/ticket-desk.ts'
import { only, opened, seedFlow } from '../../support/tickets.ts'

const desk = ticketDesk({ ann: 'VIEWER', ben: 'VIEWER', eve: 'VIEWER' })

interface Shown {
  round: number
  facts: { field: string; value: string }[]
  release: null
  history: { kind: string; changes: { field: string; before: string | null; after: string | null }[] }[]
}
const SUBJECT = `query ($id: ID!) { ticket(id: $id) {
  round release { id } facts { field value } history { kind changes { field before after } } } }`

test('a ticket shows what it is about, never a secret, and what of it had changed', async () => {
  const { ann, ben, eve } = desk.people
  const { services, log } = desk.api
  const flowId = await seedFlow(desk.api, ann, inARow(approval('check', [ben.id])))
  const viewer = await services.accounts.authenticate(ann.token)
  if (!viewer) throw new Error('not signed in')
  const about = (restart: string | null, password: string) => ({
    ...{ kind: 'release', id: 'r1', selfIds: [] },
    facts: { release: { servers: ['one', 'two'] }, environment: { restart }, variables: { PASSWORD: password } },
  })
  const wish = { flowId, title: 'Ship', form: {}, draft: false, copyTo: [], subject: about('reboot', 'secret:1') }
  const { id } = await log.transaction((tx) => services.tickets.openIn(tx, viewer, wish))
  const seen = async () => only<Shown>(await ben.ask(SUBJECT, { id }))
  expect(await seen()).toMatchObject({
    ...{ round: 1, release: null },
    facts: [
      { field: 'environment.restart', value: 'reboot' },
      { field: 'release.servers', value: 'one, two' },
      { field: 'variables.PASSWORD', value: 'secret' },
    ],
  })
  const changes = [
    { field: 'environment.restart', before: 'reboot', after: null },
    { field: 'variables.PASSWORD', before: 'changed', after: 'changed' },
  ]
  await log.transaction((tx) => services.tickets.startOver(tx, id, about(null, 'secret:2'), changes))
  const { round, facts, history } = await seen()
  expect([round, facts.map(({ field }) => field)]).toEqual([2, ['release.servers', 'variables.PASSWORD']])
  for (const line of history) expect(line.changes).toEqual(line.kind === 'STARTED_OVER' ? changes : [])
  expect(history.filter(({ kind }) => kind === 'STARTED_OVER')).toHaveLength(1)
  expect((await eve.ask(SUBJECT, { id })).data.ticket).toBeNull()
  // One that is about nothing but its form.
  const plain = await opened(ann, flowId)
  expect(only<Shown>(await ann.ask(SUBJECT, { id: plain.id })).facts).toEqual([])
})

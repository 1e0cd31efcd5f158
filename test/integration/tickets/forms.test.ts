import { beforeAll, expect, test } from 'vitest'
import { approval, inARow } from '../../../apps/api/src/modules/flows/testing/drawing.ts'
import { field, people as peopleField, text } from '../../../apps/api/src/modules/flows/testing/fields.ts'
import { ticketDesk } from '../../support/ticket-desk.ts'
import { fileOf } from '../../support/ticket-files.ts'
import {
  act,
  historyOf,
  only,
  open,
  opened,
  type Person,
  person,
  read,
  refusal,
  type Seen,
  seedFlow,
} from '../../support/tickets.ts'

const desk = ticketDesk({ ann: 'VIEWER', ben: 'VIEWER', cas: 'VIEWER' })
let flow: string
const NOBODY = '00000000-0000-7000-8000-000000000000'

beforeAll(async () => {
  const form = [
    text('why'),
    { ...peopleField('who'), required: false },
    field('where', { kind: 'SERVERS', multiple: true }, { required: false }),
    field('place', { kind: 'ENVIRONMENT' }, { required: false }),
    field('papers', { kind: 'FILE', multiple: true }, { required: false }),
  ]
  flow = await seedFlow(desk.api, desk.people.ann, { ...inARow(approval('check', [desk.people.ben.id])), form })
})

const pathsOf = ({ errors: [first] }: Awaited<ReturnType<typeof open>>) =>
  ((first?.extensions.fields ?? []) as { path: string }[]).map(({ path }) => path)
const fileRow = (id: string) => desk.api.database.prisma.ticketFile.findUniqueOrThrow({ where: { id } })
const bytesOf = async (one: Person, id: string) => {
  const viewer = await desk.api.services.accounts.authenticate(one.token)
  if (!viewer) throw new Error('not signed in')
  return (await desk.api.services.flows.readFile(viewer, id)).content.toString()
}
const noFile = { code: 'NOT_FOUND' }

test('what a form names must be there: each answer that is not is named, and no ticket is opened', async () => {
  const { ann, cas } = desk.people
  const theirs = await fileOf(desk.api, cas, 'theirs.txt')
  const gone = await person(desk.api)
  await desk.api.database.prisma.user.update({ where: { id: gone.id }, data: { disabledAt: new Date() } })
  const count = await desk.api.database.prisma.ticket.count()
  const wrong: [Record<string, unknown>, string[]][] = [
    [{}, ['input.form.why']],
    [{ why: 'a', other: 1 }, ['input.form.other']],
    [{ why: 'a', who: [NOBODY] }, ['input.form.who']],
    [{ why: 'a', who: [gone.id] }, ['input.form.who']],
    [{ why: 'a', where: [NOBODY] }, ['input.form.where']],
    [{ why: 'a', place: { projectId: NOBODY } }, ['input.form.place.environmentId']],
    [{ why: 'a', place: { projectId: NOBODY, environmentId: NOBODY } }, ['input.form.place.environmentId']],
    [{ why: 'a', papers: [theirs] }, ['input.form.papers']],
    [
      { why: 'a', who: [NOBODY], where: [NOBODY], papers: [NOBODY] },
      ['who', 'where', 'papers'].map((n) => `input.form.${n}`),
    ],
  ]
  for (const [form, paths] of wrong) expect(pathsOf(await open(ann, flow, { form }))).toEqual(paths)
  expect(await desk.api.database.prisma.ticket.count()).toBe(count)
  expect(await fileRow(theirs)).toMatchObject({ ticketId: null })
})

test('a draft may name anything, keeps the files of its author alone, and is judged when it is submitted', async () => {
  const { ann, cas } = desk.people
  const mine = await fileOf(desk.api, ann, 'mine.txt')
  const theirs = await fileOf(desk.api, cas, 'theirs.txt')
  const form = { why: 'a', papers: [mine, theirs], where: [NOBODY] }
  const draft = await opened(ann, flow, { draft: true, form })
  expect(await fileRow(mine)).toMatchObject({ ticketId: draft.id })
  expect(await fileRow(theirs)).toMatchObject({ ticketId: null })
  expect(pathsOf(await act(ann, 'submitTicket', draft.id))).toEqual(['form.where', 'form.papers'])
  const save = (values: object) =>
    ann.ask('mutation ($id: ID!, $form: JSON!) { saveTicket(id: $id, form: $form) { id } }', {
      id: draft.id,
      form: values,
    })
  only(await save({ why: 'a', papers: [mine] }))
  expect(only<Seen>(await act(ann, 'submitTicket', draft.id))).toMatchObject({ status: 'RUNNING' })
  // What hangs on one ticket is not named by another.
  expect(pathsOf(await open(ann, flow, { form: { why: 'a', papers: [mine] } }))).toEqual(['input.form.papers'])
})

test('a file is seen by whoever sees its ticket, and by nobody else', async () => {
  const { ann, ben, cas } = desk.people
  const paper = await fileOf(desk.api, ann, 'plan.txt')
  for (const one of [ben, cas]) await expect(bytesOf(one, paper)).rejects.toMatchObject(noFile)
  const draft = await opened(ann, flow, { draft: true, form: { why: 'a', papers: [paper] } })
  const admin = await person(desk.api, 'ADMIN')
  for (const one of [ben, cas, admin]) await expect(bytesOf(one, paper)).rejects.toMatchObject(noFile)
  only(await act(ann, 'submitTicket', draft.id))
  for (const one of [ann, ben, admin]) expect(await bytesOf(one, paper)).toBe('plan.txt')
  await expect(bytesOf(cas, paper)).rejects.toMatchObject(noFile)
  only(await act(ann, 'copyTicket', draft.id, `userIds: ["${cas.id}"]`))
  expect(await bytesOf(cas, paper)).toBe('plan.txt')
})

const FILES = `id files { id name sizeBytes } history { kind text files { id name sizeBytes } }`
interface WithFiles {
  files: { id: string; name: string; sizeBytes: number }[]
  history: { kind: string; text: string | null; files: { name: string }[] }[]
}
const filesOf = async (one: Person, id: string): Promise<WithFiles> =>
  (await one.ask(`query ($id: ID!) { ticket(id: $id) { ${FILES} } }`, { id })).data.ticket
const say = (one: Person, input: object) =>
  one.ask('mutation ($input: CommentOnTicketInput!) { commentOnTicket(input: $input) { id } }', { input })

test('comments have files of whoever writes them, shown by name to all who see the ticket', async () => {
  const { ann, ben, cas } = desk.people
  const paper = await fileOf(desk.api, ann, 'plan.txt')
  const ticket = await opened(ann, flow, { form: { why: 'a', papers: [paper] } })
  const about = { ticketId: ticket.id, text: 'Like this?' }
  const theirs = await fileOf(desk.api, cas, 'theirs.txt')
  for (const id of [theirs, paper, NOBODY, 'x']) {
    const refused = await say(ben, { ...about, attachmentIds: [id] })
    expect(refusal(refused).code).toBe('BAD_USER_INPUT')
    expect(pathsOf(refused)[0]).toMatch(/^input\.attachmentIds/)
  }
  const sketch = await fileOf(desk.api, ben, 'sketch.png')
  expect(pathsOf(await say(ben, { ...about, attachmentIds: [sketch, sketch] }))).toEqual(['input.attachmentIds'])
  expect(pathsOf(await say(ben, { ...about, text: ' ' }))).toEqual(['input.text'])
  expect((await historyOf(ann, ticket.id)).length).toBe(ticket.headSeq)

  const clientId = `say-${ticket.id}`
  const both = await Promise.all([1, 2].map(() => say(ben, { ...about, attachmentIds: [sketch], clientId })))
  for (const answer of both) only(answer)
  expect(pathsOf(await say(ben, { ...about, attachmentIds: [sketch] }))).toEqual(['input.attachmentIds'])
  const alone = await fileOf(desk.api, ann, 'answer.txt')
  only(await say(ann, { ticketId: ticket.id, text: '', attachmentIds: [alone] }))
  const seen = await filesOf(ben, ticket.id)
  expect(seen.files.map(({ name, sizeBytes }) => ({ name, sizeBytes }))).toEqual(
    ['plan.txt', 'sketch.png', 'answer.txt'].map((name) => ({ name, sizeBytes: name.length })),
  )
  expect(
    seen.history.flatMap(({ kind, text: said, files }) =>
      kind === 'COMMENTED' ? [[said, files.map(({ name }) => name)]] : [],
    ),
  ).toEqual([
    ['Like this?', ['sketch.png']],
    [null, ['answer.txt']],
  ])
  expect(await bytesOf(ann, sketch)).toBe('sketch.png')
  expect(await desk.api.services.tickets.verifyTicket(ticket.id)).toMatchObject({ ok: true })
  expect(await read(cas, ticket.id)).toBeNull()
})

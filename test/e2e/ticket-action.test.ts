import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApiClient } from '../../apps/api/src/demo/client.ts'
import type { Person } from '../support/browser.ts'
import { idsOf, openTicket } from '../support/flow-scene.ts'
import { looksWell } from '../support/pictures.ts'
import { openRoom, type Room } from '../support/room.ts'
import { openShop, type Shop } from '../support/shop.ts'

// What a ticket is for is drawn, approved, started in the page, and its output comes by itself.
let room: Room
let shop: Shop
let admin: Person
let erin: Person

beforeAll(async () => {
  room = await openRoom({ servers: 2, names: ['web-1', 'web-2'] })
  await room.settle()
  shop = await openShop(room)
  admin = await room.enter()
  erin = await room.invite('erin', {}, 'DEVELOPER')
})
afterAll(() => room?.close())

/** Its command is still to be written. */
const tidying = (approver: string) => ({
  title: 'Tidy up',
  nodes: [
    { id: 'start', kind: 'START', title: 'Asked for', x: 0, y: 0 },
    {
      ...{ id: 'check', kind: 'APPROVAL', title: 'Look at it', x: 240, y: 0, veto: [], deadline: null },
      ...{ people: [{ kind: 'USERS', userIds: [approver] }], rule: { kind: 'ALL' }, selfApproval: false },
    },
    {
      ...{ id: 'end', kind: 'END', title: 'Tidied', x: 480, y: 0, outcome: 'APPROVED', validHours: 2 },
      action: { kind: 'RUN_COMMAND', automatic: false, command: '', field: 'where', timeoutSeconds: 20 },
    },
  ],
  links: [
    { id: 'a', from: 'start', to: 'check', condition: null, position: 0 },
    { id: 'b', from: 'check', to: 'end', condition: null, position: 0 },
  ],
  form: [
    { name: 'where', kind: 'SERVERS', title: 'Where', hint: '', required: true, shownIf: null, multiple: true },
    {
      ...{ name: 'why', kind: 'TEXT', title: 'Why', hint: '', required: true, shownIf: null },
      ...{ multiline: false, maxLength: 200 },
    },
  ],
})
const line = 'echo "tidied, as $SENDOFF_WHY"; test ! -e ~/broken'

let flowId: string
it('the editor says what is missing of an action, keeps what is typed, and undoes it', async () => {
  const { page } = admin
  const { importFlow } = await room.api.ask<{ importFlow: { id: string } }>(
    'mutation ($d: JSON!) { importFlow(definition: $d) { id } }',
    { d: tidying((await idsOf(room.api.ask)).admin ?? '') },
  )
  flowId = importFlow.id
  await page.goto(`${room.url}/flows/${flowId}`)
  await page.locator('[data-testid=findings] [data-code=ACTION_INCOMPLETE]').click()
  const action = page.getByTestId('end-action')
  await action.getByTestId('action-findings').waitFor()
  await action.locator('[name=action]').selectOption('GRANT_ACCESS')
  await action.getByText('The form asks for no environment yet', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Undo (Ctrl Z)' }).click()
  await action.locator('[name=command]').fill(line)
  await action.getByTestId('action-findings').waitFor({ state: 'detached' })
  await looksWell(page, 'flow-action')
  await page.getByTestId('publish-flow').click()
  await page.getByText('Published · version 1').waitFor()
})

const purpose = (page: Page) => page.getByTestId('purpose')

it('an approved ticket is started by its author, and everybody sees what it printed without looking again', async () => {
  const address = `${room.url}/tickets/${await opened()}`
  await erin.page.goto(address)
  // Before it is approved everybody reads what it will do.
  await purpose(erin.page).getByText('Once it is approved').waitFor()
  await purpose(erin.page).getByText(line).waitFor()
  expect(await erin.page.getByTestId('start-action').count()).toBe(0)
  await admin.page.goto(address)
  await admin.page.getByTestId('my-task').waitFor()
  await admin.page.locator('body').press('a')
  await admin.page.getByTestId('confirm').click()
  await erin.page.getByTestId('valid-until').getByText('its approval holds until').waitFor()
  await erin.page.getByTestId('start-action').click()
  const box = erin.page.locator('dialog[open]')
  await box.getByText(line).waitFor()
  await box.getByText('web-1').waitFor()
  await box.getByTestId('production').getByText('Shop · production').waitFor()
  await looksWell(erin.page, 'ticket-start')
  await shop.break(1)
  await erin.page.getByTestId('confirm').click()
  for (const { page } of [erin, admin]) {
    await page.locator('[data-testid=purpose][data-state=FAILED]').waitFor()
    await page.locator('[data-server=web-1][data-code="0"]').getByText('tidied, as it is full').waitFor()
    await page.locator('[data-server=web-2][data-code="1"]').waitFor()
    await purpose(page).getByText('Started by erin').waitFor()
    await purpose(page).getByText('It failed on 1 of 2 servers: web-2.').waitFor()
  }
  await looksWell(erin.page, 'ticket-acted')
  expect(await erin.page.getByTestId('start-action').count()).toBe(0)
  expect([...admin.errors, ...erin.errors]).toEqual([])
})

/** As its author, past the page. */
async function opened(): Promise<string> {
  const session = (await erin.context.cookies(room.url)).find(({ name }) => name === 'sendoff')?.value ?? ''
  const { ask } = createApiClient(room.url, session)
  return openTicket(ask, flowId, 'Old releases', { where: shop.serverIds, why: 'it is full' })
}

import type { Page } from 'playwright-core'
import type { Room } from './room.ts'
import type { Shop } from './shop.ts'
import type { View } from './views.ts'

/** Where alarms are told that hold of any server that is up; the room's name. */
export async function seedAlarms({ api }: Room): Promise<string> {
  const name = '运维值班'
  const { createRoom } = await api.ask<{ createRoom: { id: string } }>(
    'mutation ($name: String!) { createRoom(name: $name) { id } }',
    { name },
  )
  await api.ask('mutation ($i: MetricRuleInput!) { addMetricRule(input: $i) { id } }', {
    i: { name: '内存占用', key: 'memory', comparison: 'ABOVE', threshold: 0, forSeconds: 0, roomId: createRoom.id },
  })
  return name
}

/** The pages of figures and alarms, and their boxes. */
export function metricViews(shop: Shop, releaseId: string, alarmRoom: string): View[] {
  const server = `/servers/${shop.serverIds[0]}`
  const press = (testId: string) => (page: Page) => page.getByTestId(testId).click()
  return [
    { name: 'fleet-by-load', path: '/servers?order=LOAD&state=UP' },
    { name: 'server-numbers', path: `${server}?range=5m`, open: press('chart-tables') },
    { name: 'server-compared', path: `${server}?release=${releaseId}` },
    { name: 'release-effect', path: `/releases/${releaseId}?pane=effect` },
    { name: 'alarms', path: '/servers/alarms' },
    {
      name: 'chat-alarms',
      path: `/chat/${encodeURIComponent(alarmRoom)}`,
      open: (page) => page.getByTestId('alarm-line').nth(1).waitFor(),
    },
    { name: 'alarm-new', box: true, path: '/servers/alarms', open: press('add-rule') },
    {
      name: 'alarm-wrong',
      box: true,
      path: '/servers/alarms',
      async open(page: Page) {
        await page.getByTestId('add-rule').click()
        await page.getByRole('dialog').locator('[name=threshold]').fill('')
        await page.getByRole('dialog').locator('[type=submit]').click()
        await page.getByRole('dialog').getByRole('alert').first().waitFor()
      },
    },
  ]
}

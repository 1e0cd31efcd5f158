import type { Page } from 'playwright-core'
import type { Shop } from './shop.ts'
import type { View } from './views.ts'

/** The pages of figures and alarms, and their boxes. */
export function metricViews(shop: Shop, releaseId: string): View[] {
  const server = `/servers/${shop.serverIds[0]}`
  const press = (testId: string) => (page: Page) => page.getByTestId(testId).click()
  return [
    { name: 'fleet-by-load', path: '/servers?order=LOAD&state=UP' },
    { name: 'server-numbers', path: `${server}?range=5m`, open: press('chart-tables') },
    { name: 'server-compared', path: `${server}?release=${releaseId}` },
    { name: 'release-effect', path: `/releases/${releaseId}?pane=effect` },
    { name: 'alarms', path: '/servers/alarms' },
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

import type { Page } from 'playwright-core'
import type { TicketScene } from './ticket-scene.ts'
import type { View } from './views.ts'

/** The pages and boxes of tickets. */
export function ticketViews({ flowId, ticketId, goId, noGoId }: TicketScene): View[] {
  const ticket = `/tickets/${ticketId}`
  return [
    { name: 'tickets', path: '/tickets?scope=ALL' },
    {
      name: 'ticket-new',
      path: `/tickets/new?flow=${flowId}`,
      async open(page: Page) {
        await page.locator('[name="form.price"]').fill('1.23456')
        await page.getByTestId('add-row-lines').click()
        await page.getByTestId('open-ticket').click()
        await page.getByRole('alert').first().waitFor()
      },
    },
    {
      name: 'ticket',
      path: ticket,
      async open(page: Page) {
        await page.locator('[data-testid=diagram] canvas, [data-testid=ticket-steps]').first().waitFor()
      },
    },
    { name: 'ticket-sign', box: true, path: ticket, open: (page) => page.locator('[data-verb=addSigner]').click() },
    { name: 'go-no-go', path: `/tickets/${goId}`, open: (page) => page.getByTestId('go-no-go').waitFor() },
    { name: 'go-no-go-screen', path: `/tickets/${goId}/go-no-go`, open: (page) => page.getByTestId('qr').waitFor() },
    {
      name: 'go-no-go-screen-over',
      path: `/tickets/${noGoId}/go-no-go`,
      open: (page) => page.getByTestId('outcome').waitFor(),
    },
    {
      name: 'wall-go-no-go',
      path: '/wall?every=600&show=goNoGo',
      open: (page) => page.getByTestId('wall-go-no-go').getByTestId('qr').waitFor(),
    },
    { name: 'settings-delegations', path: '/settings/delegations' },
    {
      name: 'delegation-new',
      box: true,
      path: '/settings/delegations',
      open: (page) => page.getByTestId('add-delegation').click(),
    },
    { name: 'settings-calendar', path: '/settings/calendar', open: (page) => page.getByTestId('add-day').click() },
  ]
}

import type { Page } from 'playwright-core'
import type { TicketScene } from './ticket-scene.ts'
import type { View } from './views.ts'

/** The pages of flows, and the box in which one begins. */
export function flowViews({ flowId }: TicketScene): View[] {
  const flow = `/flows/${flowId}`
  const canvas = (page: Page) => page.locator('[data-testid=flow-canvas] canvas').first()
  return [
    { name: 'flows', path: '/flows' },
    { name: 'flow-new', box: true, path: '/flows?new', open: (page) => page.locator('[name=template]').nth(1).check() },
    {
      name: 'flow',
      path: flow,
      async open(page) {
        await canvas(page).focus()
        // The start, then the team.
        await page.keyboard.press('Tab')
        await page.keyboard.press('Tab')
        await page.getByTestId('node-panel').waitFor()
      },
    },
    {
      name: 'flow-form',
      path: `${flow}?tab=form`,
      open: (page) => page.getByTestId('fields').locator('.pick').nth(1).click(),
    },
    {
      name: 'flow-versions',
      path: `${flow}?tab=versions`,
      async open(page) {
        await canvas(page).waitFor()
        await page.getByTestId('changes').waitFor()
      },
    },
    {
      name: 'flow-simulated',
      path: `${flow}?tab=simulate`,
      async open(page) {
        await page.locator('[name="form.why"]').fill('…')
        await page.getByLabel('办公桌').check()
        await page.locator('[name="form.price"]').fill('6200')
        await page.getByTestId('simulate').click()
        await page.getByTestId('simulation').waitFor()
      },
    },
  ]
}

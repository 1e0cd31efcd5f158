import type { Page } from 'playwright-core'
import type { Shop } from './shop.ts'

/** Something a person can look at: a page, or a page with a box open. */
export interface View {
  readonly name: string
  readonly path: string
  /** Opens what the address alone does not show. */
  readonly open?: (page: Page) => Promise<void>
  /** What `open` opens is a box. */
  readonly box?: boolean
}

/** Every page and every box of the product, with something in it. */
export function allViews(shop: Shop, releases: { good: string; bad: string }): View[] {
  const environment = `/environments/${shop.environmentId}`
  const project = `/projects/${shop.projectId}`
  const webhooks = `${project}/webhooks`
  const press = (testId: string) => (page: Page) => page.getByTestId(testId).click()
  const firstAction = (page: Page) => page.locator('.head .actions button').first().click()
  const inTable = (index: number) => async (page: Page) =>
    page.locator('.table tbody tr').first().locator('button.quiet').nth(index).click()
  return [
    { name: 'home', path: '/' },
    { name: 'wall', path: '/wall?every=600' },
    { name: 'activity', path: '/activity' },
    {
      name: 'activity-line',
      box: true,
      path: '/activity',
      open: async (page) => {
        await page.locator('[data-kind] button').first().click()
        await page.getByTestId('activity-detail').waitFor()
      },
    },
    {
      name: 'ticker',
      box: true,
      path: '/',
      open: (page) => page.getByTestId('ticker').getByRole('button').first().click(),
    },
    { name: 'projects', path: '/projects' },
    { name: 'project-new', box: true, path: '/projects', open: firstAction },
    { name: 'project', path: project },
    {
      name: 'project-activity',
      path: project,
      open: async (page) => {
        await page.getByTestId('activity-panel').scrollIntoViewIfNeeded()
        await page.getByTestId('activity-lines').scrollIntoViewIfNeeded()
      },
    },
    { name: 'project-edit', box: true, path: project, open: press('edit-project') },
    { name: 'project-delete', box: true, path: project, open: press('delete-project') },
    { name: 'webhooks', path: webhooks },
    { name: 'webhook-new', box: true, path: webhooks, open: press('add-webhook') },
    { name: 'webhook-setup', box: true, path: webhooks, open: press('webhook-setup') },
    { name: 'webhook-edit', box: true, path: webhooks, open: press('webhook-edit') },
    { name: 'webhook-delete', box: true, path: webhooks, open: press('webhook-remove') },
    {
      name: 'webhook-log',
      box: true,
      path: webhooks,
      open: async (page) => {
        await page.getByTestId('webhook-log').click()
        await page.getByTestId('arrival').first().waitFor()
      },
    },
    { name: 'builds', path: `${project}/builds` },
    { name: 'environment', path: environment },
    { name: 'environment-lock', box: true, path: environment, open: press('lock-environment') },
    { name: 'environment-delete', box: true, path: environment, open: press('delete-environment') },
    { name: 'environment-probe', box: true, path: environment, open: press('add-probe') },
    { name: 'environment-new', path: `${project}/environments/new` },
    { name: 'environment-edit', path: `${environment}/edit` },
    {
      name: 'ship',
      box: true,
      path: `${environment}?ship=${shop.environmentId}`,
      open: async (page) => {
        await page.locator('dialog input[type=radio]').first().check()
        await page.locator('dialog .preview h4').first().waitFor()
      },
    },
    { name: 'releases', path: '/releases' },
    { name: 'release', path: `/releases/${releases.good}`, open: drawn },
    { name: 'release-failed', path: `/releases/${releases.bad}?step=build`, open: drawn },
    {
      name: 'release-servers',
      path: `/releases/${releases.bad}`,
      open: async (page) => page.locator('.output [data-pane=servers]').click(),
    },
    {
      name: 'release-changes',
      path: `/releases/${releases.bad}?pane=changes`,
      open: async (page) => page.locator('[data-testid=files] button').first().click(),
    },
    { name: 'release-replayed', path: `/releases/${releases.bad}?at=9`, open: drawn },
    { name: 'trains', path: '/trains' },
    { name: 'train-new', box: true, path: '/trains?new' },
    { name: 'drift', path: '/servers/drift', open: press('check-all') },
    {
      name: 'release-retry',
      box: true,
      path: `/releases/${releases.bad}`,
      open: press('retry-release'),
    },
    { name: 'servers', path: '/servers' },
    { name: 'server-new', box: true, path: '/servers?add' },
    { name: 'server-delete', box: true, path: '/servers', open: inTable(1) },
    { name: 'server', path: `/servers/${shop.serverIds[0]}` },
    {
      name: 'server-tested',
      path: `/servers/${shop.serverIds[0]}`,
      open: async (page) => {
        await page.getByTestId('test-server').click()
        await page.locator('[data-testid=server-check][data-ok=true]').waitFor()
      },
    },
    { name: 'terminal', path: '/terminal' },
    { name: 'terminal-new', box: true, path: `/terminal?server=${shop.serverIds[0]}` },
    { name: 'terminals', path: '/terminal/sessions' },
    { name: 'files', path: `/servers/${shop.serverIds[0]}/files` },
    {
      name: 'file-mode',
      box: true,
      path: `/servers/${shop.serverIds[0]}/files`,
      open: async (page) => {
        await page.locator('[data-file=shop]').getByTestId('file-menu').click()
        await page.locator('.n-dropdown-option').nth(3).click()
        await page.getByTestId('meant').check()
        await page.getByTestId('confirm').click()
        await page.locator('[name=octal]').waitFor()
      },
    },
    { name: 'credentials', path: '/credentials' },
    { name: 'credential-new', box: true, path: '/credentials', open: firstAction },
    { name: 'credential-delete', box: true, path: '/credentials', open: inTable(1) },
    { name: 'chat', path: '/chat/general', open: talking },
    { name: 'chat-project', path: '/chat/Shop', open: talking },
    { name: 'chat-members', path: '/chat/general', open: press('members-button') },
    { name: 'chat-search', path: '/chat/general', open: press('search-button') },
    { name: 'chat-link', path: '/chat/general', open: press('link') },
    { name: 'chat-new-room', box: true, path: '/chat/general', open: press('new-room') },
    { name: 'chat-nowhere', path: '/chat/no-such-room' },
    { name: 'settings-appearance', path: '/settings/appearance' },
    { name: 'settings-freezes', path: '/settings/freezes' },
    { name: 'freeze-new', box: true, path: '/settings/freezes', open: press('add-freeze') },
    { name: 'settings-people', path: '/settings/people' },
    {
      name: 'person-new',
      box: true,
      path: '/settings/people',
      open: (page) => page.locator('.bar button').first().click(),
    },
    { name: 'settings-notifications', path: '/settings/notifications' },
    {
      name: 'notification-new',
      box: true,
      path: '/settings/notifications',
      open: press('add-hook'),
    },
    {
      name: 'notification-test',
      box: true,
      path: '/settings/notifications',
      open: async (page) => {
        await page.getByTestId('test-hook').nth(1).click()
        await page.locator('[data-testid=hook-test][data-state=FAILED]').waitFor()
      },
    },
    {
      name: 'notification-log',
      box: true,
      path: '/settings/notifications',
      open: async (page) => {
        await page.getByTestId('log-hook').first().click()
        await page.getByTestId('delivery').first().waitFor()
      },
    },
    { name: 'settings-tokens', path: '/settings/tokens' },
    {
      name: 'token-new',
      box: true,
      path: '/settings/tokens',
      open: (page) => page.locator('.bar button').first().click(),
    },
    { name: 'settings-sessions', path: '/settings/sessions' },
    { name: 'settings-password', path: '/settings/password' },
    {
      name: 'settings-delivery',
      path: '/settings/delivery',
      open: async (page) => {
        await page.locator('[data-testid=lane][data-state=live]').nth(3).waitFor()
        await page.getByTestId('send-burst').click()
        await page.locator('[data-transport=polling] li[data-seq]').nth(4).waitFor()
        await page.locator('[data-testid=lane] summary').first().click()
      },
    },
    { name: 'settings-about', path: '/settings/about' },
    { name: 'palette', box: true, path: '/', open: (page) => page.keyboard.press('Control+k') },
    { name: 'shortcuts', box: true, path: '/', open: (page) => page.keyboard.press('?') },
    { name: 'nowhere', path: '/no/such/page' },
    { name: 'no-release', path: '/releases/00000000-0000-7000-8000-000000000000' },
  ]

  async function talking(page: Page) {
    await page.getByTestId('message').first().waitFor()
  }

  async function drawn(page: Page) {
    await page.locator('[data-testid=diagram] canvas').first().waitFor()
  }
}

/** Goes there and waits until nothing loads any more. */
export async function look(page: Page, url: string, view: View): Promise<void> {
  await page.goto(url + view.path)
  await page.locator('main h1, main h2, main h3').first().waitFor()
  await settled(page)
  await view.open?.(page)
  if (view.box) await page.locator('dialog[open]').waitFor()
  await settled(page)
}

/** Nothing loads, and a box that was asked for is there. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('.lines[role=status], .n-button--loading, .waiting'))
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

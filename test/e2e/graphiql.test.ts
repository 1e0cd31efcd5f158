import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSmallApp } from '../../apps/api/src/testing/small-app.ts'
import { startBrowser, type TestBrowser } from '../support/browser.ts'

const small = createSmallApp()
let browser: TestBrowser
let url = ''

beforeAll(async () => {
  url = (await small.app.start(0, '127.0.0.1')).url
  browser = await startBrowser()
})
afterAll(async () => {
  await browser?.close()
  await small.app.stop({ graceMs: 500 })
  small.close()
})

test('GraphiQL runs under its content policy, asks nobody else, and answers a query', async () => {
  const { context, page, errors } = await browser.open()
  await context.addCookies([{ name: 'sendoff', value: 't-ada', url }])
  const foreign: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) foreign.push(request.url())
  })
  await page.goto(`${url}/graphql?query=${encodeURIComponent('{ secret }')}`)
  await page.locator('.graphiql-execute-button').click()
  await page.locator('.result-window').getByText('ada').waitFor()
  expect(foreign).toEqual([])
  expect(errors).toEqual([])
})

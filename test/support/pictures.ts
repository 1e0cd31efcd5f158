import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Who could not use what is shown, and where: rules of WCAG 2.2 AA that are broken. */
export async function accessFaults(page: Page): Promise<string[]> {
  // Nothing here is framed: the page that would gather the results of frames is not needed.
  const look = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations } = await look
    .options({ runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] })
    .analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} at ${node.target.join(' ')}`))
}

/** With SENDOFF_PICTURES=<directory> leaves a picture there for people to look at. */
export async function takePicture(page: Page, name: string, fullPage = false): Promise<void> {
  const directory = process.env.SENDOFF_PICTURES
  if (!directory) return
  await mkdir(directory, { recursive: true })
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage })
}

/** Everybody can use what is shown. */
export async function looksWell(page: Page, name: string): Promise<void> {
  expect(await accessFaults(page)).toEqual([])
  await takePicture(page, name, true)
}

import type { Page } from 'playwright-core'
import { expect } from 'vitest'

type Point = readonly [x: number, y: number]

/** Half of how wide nodes are drawn: their handles are at their right edges. */
export const halfOf = { START: 66, APPROVAL: 95, CONDITION: 28 } as const

const host = (page: Page) => page.locator('[data-testid=flow-canvas] .host')

/** Where a place of the drawing is seen in the window. */
export async function seenAt(page: Page, [x, y]: Point): Promise<{ x: number; y: number }> {
  const [left = 0, top = 0, scale = 1] = ((await host(page).getAttribute('data-view')) ?? '').split(' ').map(Number)
  const edge = await host(page).boundingBox()
  return { x: (edge?.x ?? 0) + (x - left) * scale, y: (edge?.y ?? 0) + (y - top) * scale }
}

/** Drags a kind of node from the palette to a place of the drawing. */
export async function dragNode(page: Page, kind: string, to: Point): Promise<void> {
  const edge = await host(page).boundingBox()
  const { x, y } = await seenAt(page, to)
  const targetPosition = { x: x - (edge?.x ?? 0), y: y - (edge?.y ?? 0) }
  await page.getByTestId(`add-${kind}`).dragTo(host(page), { targetPosition })
  await page.getByTestId('node-panel').waitFor()
}

/** Draws a link with the mouse, from the handle of a node to the middle of another. */
export async function dragLink(page: Page, kind: keyof typeof halfOf, [x, y]: Point, to: Point): Promise<void> {
  const [begin, end] = [await seenAt(page, [x + halfOf[kind], y]), await seenAt(page, to)]
  await page.mouse.move(begin.x, begin.y)
  await page.mouse.down()
  await page.mouse.move((begin.x + end.x) / 2, (begin.y + end.y) / 2, { steps: 3 })
  await page.mouse.move(end.x, end.y, { steps: 3 })
  await page.mouse.up()
}

export async function clickAt(page: Page, place: Point): Promise<void> {
  const { x, y } = await seenAt(page, place)
  await page.mouse.click(x, y)
}

/** How many pixels of a drawing have a colour: what a canvas shows can be read in no other way. */
export function pixelsOf(page: Page, colour: string, drawing = 'flow-canvas'): Promise<number> {
  return page
    .locator(`[data-testid=${drawing}] canvas`)
    .first()
    .evaluate((node, wanted) => {
      const canvas = node as HTMLCanvasElement
      const data =
        canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray()
      const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(wanted.slice(at, at + 2), 16))
      let found = 0
      for (let i = 0; i < data.length; i += 4) if (data[i] === r && data[i + 1] === g && data[i + 2] === b) found += 1
      return found
    }, colour)
}

/** Names people for the chosen approval, as somebody does with the mouse. */
export async function choosePeople(page: Page, names: string[]): Promise<void> {
  const panel = page.getByTestId('node-panel')
  await panel.getByTestId('add-source').first().selectOption('USERS')
  for (const name of names) {
    await panel.getByRole('combobox', { name: 'People' }).first().fill(name)
    await page.getByRole('option', { name }).first().click()
  }
  expect(await panel.getByTestId('picked').count()).toBe(names.length)
}

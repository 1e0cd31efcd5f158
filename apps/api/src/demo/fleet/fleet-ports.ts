import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The ports of the last start by name; none when there was none. */
export async function rememberedPorts(directory: string): Promise<Record<string, number>> {
  try {
    const stored: unknown = JSON.parse(await readFile(join(directory, 'ports.json'), 'utf8'))
    if (typeof stored !== 'object' || stored === null) return {}
    const entries = Object.entries(stored).filter(([, port]) => Number.isInteger(port) && port > 0 && port < 65_536)
    return Object.fromEntries(entries)
  } catch {
    return {}
  }
}

export async function rememberPorts(directory: string, ports: Record<string, number>): Promise<void> {
  const file = join(directory, 'ports.json')
  await writeFile(`${file}.new`, `${JSON.stringify(ports, null, 2)}\n`)
  await rename(`${file}.new`, file)
}

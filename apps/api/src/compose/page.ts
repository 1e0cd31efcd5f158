import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Config } from '../config.ts'
import type { PageConfig } from '../http/settings.ts'

/** What the page is told before anybody signs in. */
export function describePage({ root, gojsLicenseKey }: Pick<Config, 'root' | 'gojsLicenseKey'>): PageConfig {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
  return { version, gojsLicenseKey }
}

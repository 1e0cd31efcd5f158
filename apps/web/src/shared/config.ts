/** What the server tells the page before anybody signs in. */
export interface PageConfig {
  version: string
  gojsLicenseKey: string | null
}

let loaded: Promise<PageConfig> | undefined

async function load(): Promise<PageConfig> {
  const fallback: PageConfig = { version: '', gojsLicenseKey: null }
  try {
    const response = await fetch('/config.json')
    return response.ok ? { ...fallback, ...((await response.json()) as Partial<PageConfig>) } : fallback
  } catch {
    return fallback
  }
}

export function loadConfig(): Promise<PageConfig> {
  loaded ??= load()
  return loaded
}
